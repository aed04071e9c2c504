# attacks: the next session with environment, directory and locale
# expect: completed
import locale, os, sys

os.environ["PYTHONSTARTUP"] = "/sandbox/evil.py"
os.environ["PYTHONPATH"] = "/sandbox"
os.putenv("TZ", "Evil/Zone")
os.chdir("/tmp")
open("/tmp/evil", "w").write("left behind")
open("/sandbox/sitecustomize.py", "w").write("raise SystemExit")
sys.setrecursionlimit(50)
sys.set_int_max_str_digits(0)
sys.setswitchinterval(1e-6)
locale.setlocale(locale.LC_ALL, "C")
