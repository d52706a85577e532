"""Prints how good the actor classifier is. First version: the Somali list, rules only."""

import collections
import json
import sys
from pathlib import Path

from local2030.marker.actors import Classifier
from local2030.vocabulary.organisations import NATIONAL, ActorQuery

rows = [json.loads(l) for l in Path(sys.argv[1]).read_text().splitlines()]
c = Classifier()
t = collections.Counter()
bad = collections.defaultdict(list)
for r in rows:
    if r["scope"] == "unknown":
        continue
    a = c(ActorQuery(r["name"], aliases=tuple(r["synonyms"]), countries=("SO",)))
    k = (r["scope"] == "local", a.actor_class in NATIONAL)
    t[k] += 1
    bad[(r["scope"] == "local", a.actor_class, a.rule)].append(r["name"])
print(t)
for k, v in sorted(bad.items(), key=str):
    print(k, len(v), v[:60] if k[0] or k[1] in NATIONAL else v[:4])
