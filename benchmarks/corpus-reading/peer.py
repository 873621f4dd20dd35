"""Unpacks the dump with Python's bz2, or reads and cleans it with gensim, for processor time."""

import bz2
import time

import gensim
from gensim.corpora.wikicorpus import extract_pages, filter_wiki
from peer_protocol import serve

contenders = {}


def hello(threads):
    return {"versions": {"gensim": gensim.__version__}}


def unpack(dump):
    with bz2.open(dump) as file:
        while file.read(1 << 20):
            pass


def clean(dump):
    with bz2.open(dump) as file:
        for title, text, page_id in extract_pages(file, ("0",)):
            if not text.lstrip().lower().startswith("#redirect"):
                filter_wiki(text)


def prepare(contender, work, dump, xmlBytes, passes):
    contenders[contender] = ({"unpack": unpack, "clean": clean}[work], dump, xmlBytes, passes)


def run(contender):
    work, dump, xml_bytes, passes = contenders[contender]
    start = time.process_time()
    for _ in range(passes):
        work(dump)
    return {"value": passes * xml_bytes / 1e6 / (time.process_time() - start)}


def release(contender):
    del contenders[contender]


serve(hello=hello, prepare=prepare, run=run, release=release)
