"""A peer that measures nothing: its runs take 1, 2, 3, ... times `scale`."""

from peer_protocol import serve

state = {}


def hello(threads):
    print("a library that prints")
    return {"versions": {"fake": f"1.0 with {threads} threads"}}


def prepare(contender, scale):
    if scale < 0:
        raise ValueError(f"scale {scale} is negative")
    state[contender] = {"scale": scale, "runs": 0}


def run(contender):
    state[contender]["runs"] += 1
    return {"value": state[contender]["runs"] * state[contender]["scale"]}


serve(hello=hello, prepare=prepare, run=run)
