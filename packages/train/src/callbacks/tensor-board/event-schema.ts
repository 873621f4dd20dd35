/**
 * The part of TensorBoard's protobuf schema that scalars need, as a reflection descriptor for protobufjs. Field numbers are those of
 * `event.proto` and `summary.proto` in TensorFlow's `core/util` and `core/framework`.
 */
import protobuf from 'protobufjs/light.js';

const field = (id: number, type: string) => ({ id, type });

const MESSAGES = {
  SummaryValue: {
    fields: { tag: field(1, 'string'), simpleValue: field(2, 'float') },
    // One of several kinds of value: such a field is written also when it is 0.
    oneofs: { content: { oneof: ['simpleValue'] } },
  },
  Summary: { fields: { value: { id: 1, type: 'SummaryValue', rule: 'repeated' } } },
  SessionLog: { fields: { status: field(1, 'int32') } },
  Event: {
    fields: {
      wallTime: field(1, 'double'),
      step: field(2, 'int64'),
      fileVersion: field(3, 'string'),
      summary: field(5, 'Summary'),
      sessionLog: field(7, 'SessionLog'),
    },
  },
};

const root = protobuf.Root.fromJSON({ nested: { tensorboard: { nested: MESSAGES } } });

/** The message that an entry of an event file is. */
export const EventMessage = root.lookupType('tensorboard.Event');

/** `SessionLog.SessionStatus.START`: entries of earlier files with this step or a later one no longer count. */
export const SESSION_START = 1;

/** What the first entry of a file says. */
export const FILE_VERSION = 'brain.Event:2';
