# attacks: the host by code in a pickle
# expect: raised AttributeError | raised OSError | raised ModuleNotFoundError | completed
import pickle

pickle.loads(b"cos\nsystem\n(S'id'\ntR.")
