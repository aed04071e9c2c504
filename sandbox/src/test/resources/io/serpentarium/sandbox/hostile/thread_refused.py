# attacks: the host with threads
# expect: raised RuntimeError
import threading

threading.Thread(target=print).start()
