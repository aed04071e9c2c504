# attacks: the importer, without any modules
# expect: completed
import sys

sys.modules.clear()
sys.path.clear()
sys.meta_path.clear()
