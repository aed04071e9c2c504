# Runs first in the interpreter that becomes the image: what is imported here costs a session nothing.
import sys

import abc, argparse, array, ast, base64, binascii, bisect, calendar, collections, collections.abc, contextlib, copy
import csv, dataclasses, datetime, decimal, enum, fractions, functools, hashlib, heapq, inspect, io, itertools, json
import keyword, linecache, math, numbers, operator, os, pprint, pydoc, pydoc_data.topics, random, re
import statistics, string, struct, textwrap, time, tokenize, traceback, types, typing, warnings, weakref

import _command_line, _copies, _wheels
import subprocess

sys.path[:] = ['', '/lib/python3.13', '/lib/python3.13/site-packages']
sys.meta_path.append(_wheels.WheelFinder)
sys.argv = ['']
sys.executable = sys._base_executable = '/lib/python3.13/bin/python3'
os.chdir('/sandbox')
