import { describe, expect, it } from 'vitest';
import { useHub } from '../../test/hub-fixture.js';
import { MODEL } from '../../test/hub-model.js';

const fixture = useHub();

describe('a model that cannot be had', () => {
  it('for it is not there, or is private', async () => {
    await expect(fixture.download()).rejects.toMatchObject({
      code: 'ERR_INPUT',
      message:
        'cannot download org/model: there is no such model, or it is private: check the name; for a private one, give a token in the environment variable HF_TOKEN',
      details: { status: 401 },
    });
    await expect(fixture.download({ token: 'hf_mine' })).rejects.toThrow(
      /there is no model of this name on http.*: check the name/,
    );
  });

  it('with a token that is none', async () => {
    fixture.hub.publish('org/model', MODEL);
    await expect(fixture.download({ token: 'of-something-else' })).rejects.toThrow(
      /the hub does not accept the token: check HF_TOKEN/,
    );
  });

  it('before its owner lets one in', async () => {
    fixture.hub.publish('org/model', MODEL, { gatedToken: 'hf_friend' });
    await expect(fixture.download()).rejects.toThrow(
      /ask for access on http.*\/org\/model, and give your token in HF_TOKEN/,
    );
    await expect(fixture.download({ token: 'hf_mine' })).rejects.toThrow(
      /ask for access on .*, with the account of your token/,
    );
    expect((await fixture.download({ token: 'hf_friend' })).warnings).toEqual([]);
  });

  it('in a revision that is not there', async () => {
    fixture.hub.publish('org/model', MODEL);
    await expect(fixture.download({ revision: 'mian' })).rejects.toThrow(
      /^cannot download org\/model: it has no revision 'mian'/,
    );
  });

  it('from a mirror that does not say why', async () => {
    fixture.hub.publish('org/model', MODEL);
    fixture.hub.fail({ server: 'hub', path: '/revision/', status: 404 });
    await expect(fixture.download()).rejects.toThrow(
      /is not there: check the name of the model, the revision 'main', and HF_ENDPOINT/,
    );
    fixture.hub.recover();
    fixture.hub.fail({ server: 'hub', path: '/resolve/', status: 418 });
    await expect(fixture.download()).rejects.toThrow(/the hub answers with status 418 for http/);
  });

  it('because a file of the listing is gone', async () => {
    fixture.hub.publish('org/model', MODEL);
    fixture.hub.fail({ server: 'hub', path: '/resolve/', status: 404, headers: { 'x-error-code': 'EntryNotFound' } });
    await expect(fixture.download()).rejects.toThrow("it has no file 'config.json' in revision 'main'");
  });

  it.each([
    [{ 'model.safetensors': '' }, /has no config\.json \(it has model\.safetensors\)/],
    [
      { 'config.json': '', 'tf_model.h5': '' },
      /has none of model\.safetensors, .* \(it has config\.json, tf_model\.h5\)/,
    ],
    [{}, /\(it has no files\)/],
  ])('because the repository has none: %j', async (files, message) => {
    fixture.hub.publish('org/model', files as Record<string, string>);
    await expect(fixture.download()).rejects.toThrow(message);
  });

  it.each(['<html>log in</html>', '{}', 'null', '{"sha": "../.."}'])('from what is no hub: %s', async (content) => {
    fixture.hub.fail({ server: 'hub', path: '/', status: 200, content: Buffer.from(content) });
    await expect(fixture.download()).rejects.toMatchObject({
      code: 'ERR_FORMAT',
      message: /is not a Hugging Face hub: check HF_ENDPOINT/,
    });
  });

  it('with a listing that leads out of the cache', async () => {
    fixture.hub.publish('org/model', MODEL);
    const entry = { type: 'file', path: 'config.json', size: 2, oid: '../../../escaped' };
    fixture.hub.fail({ server: 'hub', path: '/tree/', status: 200, content: Buffer.from(JSON.stringify([entry])) });
    await expect(fixture.download()).rejects.toMatchObject({
      code: 'ERR_FORMAT',
      message: /'config\.json' no valid size and checksum/,
    });
  });

  it('with an index that leads out of the cache', async () => {
    const index = JSON.stringify({ weight_map: { a: '../../escaped.safetensors' } });
    fixture.hub.publish('org/model', { 'config.json': '{}', 'model.safetensors.index.json': index });
    await expect(fixture.download()).rejects.toMatchObject({
      code: 'ERR_FORMAT',
      message: /expected names of files beside it/,
    });
  });
});
