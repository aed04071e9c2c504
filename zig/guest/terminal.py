"""The prompt on the session's terminal: CPython's own line editor, driven by what is typed instead of waiting for it.

Each function is one call of the host, which returns as soon as there is nothing to do. Between two of them all that the
editor knows lies in `_prompt`: there is no stack to keep.
"""
import functools
import os
import sys
import warnings

import readline as editline
import rlcompleter
from _pyrepl import base_eventqueue, console, readline, simple_interact, unix_console, unix_eventqueue

import __main__

DONE, ENTERED, ENDED = range(3)

# At the prompt of a kernel's terminal this key would be a signal, not a byte.
_INTERRUPT = 3

# Keys as a terminal sends them that was not told of the keypad's mode.
_KEYS = {b'\x7f': 'backspace', b'\x1b[A': 'up', b'\x1b[B': 'down', b'\x1b[C': 'right', b'\x1b[D': 'left',
         b'\x1b[F': 'end', b'\x1b[H': 'home'}


class _Console(unix_console.UnixConsole):
    """A console whose input is given to it."""

    input_hook = None

    def wait(self, timeout=None):
        return not self.event_queue.empty()

    def get_event(self, block=True):
        return self.event_queue.get()

    def getpending(self):
        event = console.Event('key', '')
        while not self.event_queue.empty():
            event.data += self.event_queue.get().data or ''
        return event

    def forgetinput(self):
        """What is typed behind the end of a search is for the line that it found."""

    def forget_keys(self):
        """Of a sequence that is not complete."""
        queue = self.event_queue
        queue.events.clear()
        queue.flush_buf()
        queue.keymap = queue.compiled_keymap

    def follow_window(self):
        size = self.getheightwidth()
        if size != (self.height, self.width):
            self.height, self.width = size
            self.event_queue.insert(console.Event('resize', None))


class _Interpreter(console.InteractiveColoredConsole):
    """Knows the class of what a statement raised."""

    raised = None

    def showtraceback(self):
        self.raised = type(sys.exception())
        super().showtraceback()

    def showsyntaxerror(self, *arguments, **options):
        self.raised = type(sys.exception())
        super().showsyntaxerror(*arguments, **options)


class _Prompt:

    def __init__(self):
        self.namespace = vars(__main__)
        self.console = _Console(0, 1, encoding='utf-8')
        self.console.event_queue = base_eventqueue.BaseEventQueue(
            'utf-8', unix_eventqueue.get_terminal_keycodes() | _KEYS)
        config = readline.ReadlineConfig(readline_completer=rlcompleter.Completer(self.namespace).complete)
        self.reader = readline.ReadlineAlikeReader(console=self.console, config=config)
        self.reader.threading_hook = lambda: None
        self.interpreter = _Interpreter(self.namespace, filename='<stdin>')
        self.statement = None
        self.editing = False
        # What the editor's own functions, such as `clear`, take for the one reader.
        readline._wrapper.reader = self.reader
        readline._wrapper.config = config

    def begin(self):
        """Draws a prompt below what is on the screen."""
        reader = self.reader
        self.statement = None
        self.interpreter.resetbuffer()
        reader.more_lines = functools.partial(simple_interact._more_lines, self.interpreter)
        reader.ps1 = reader.ps2 = str(getattr(sys, 'ps1', '>>> '))
        reader.ps3 = str(getattr(sys, 'ps2', '... '))
        reader.ps4 = ''
        reader.paste_mode = reader.in_bracketed_paste = False
        self.console.forget_keys()
        while reader.input_trans_stack:
            reader.pop_input_trans()
        reader.input_trans.stack, reader.input_trans.k = [], reader.input_trans.ck
        reader.isearch_direction = ''
        reader.cmpltn_reset()
        reader.last_refresh_cache.invalidated = True
        self.editing = True
        reader.prepare()
        reader.refresh()
        return DONE

    def end(self):
        self.editing = False
        self.reader.restore()

    def edit(self, data):
        """How many of the bytes were used, and in the last two bits what came of it."""
        if not self.editing:
            open()
        self.console.follow_window()
        with warnings.catch_warnings(action='ignore'):
            self.handle()
            for used, byte in enumerate(data.replace(b'\r', b'\n'), 1):
                if byte == _INTERRUPT:
                    self.cancel()
                    continue
                self.console.event_queue.push(byte)
                state = self.handle()
                if state != DONE:
                    return used << 2 | state
        return len(data) << 2

    def handle(self):
        try:
            while not self.console.event_queue.empty():
                self.reader.handle1(block=False)
                if self.reader.finished:
                    self.end()
                    self.statement = self.reader.get_unicode()
                    return ENTERED
        except EOFError:
            self.end()
            return ENDED
        except KeyboardInterrupt:
            self.cancel()
        except Exception:
            self.end()
            self.interpreter.showtraceback()
            self.begin()
        return DONE

    def cancel(self):
        """Leaves the line that is being edited on the screen, and begins a new one."""
        reader = self.reader
        if self.editing:
            self.end()
            reader.cmpltn_reset()
            if reader.input_trans is reader.isearch_trans:
                reader.do_cmd(('isearch-end', ['']))
            reader.pos = len(reader.get_unicode())
            reader.dirty = True
            reader.refresh()
        self.interpreter.write('\nKeyboardInterrupt\n')
        self.begin()

    def run(self, number):
        """The class of the exception that the statement raised, or None."""
        statement, self.statement = self.statement, None
        self.interpreter.raised = None
        if statement is not None and not self.run_command(statement.strip()):
            self.push(simple_interact._strip_final_indent(statement), f'<python-input-{number}>')
        flush()
        raised, self.interpreter.raised = self.interpreter.raised, None
        return raised

    def run_command(self, statement):
        """`exit`, `help` and their like by their names alone, which are not kept in the history."""
        if statement in self.namespace or statement not in simple_interact.REPL_COMMANDS:
            return False
        self.reader.history.pop()
        command = simple_interact.REPL_COMMANDS[statement]
        if callable(command):
            with self.reader.suspend_history():
                command()
        return callable(command)

    def push(self, statement, filename):
        try:
            self.interpreter.push(statement, filename=filename, _symbol='single')
        except SystemExit:
            raise
        except MemoryError:
            self.interpreter.raised = MemoryError
            self.interpreter.write('\nMemoryError\n')
        except KeyboardInterrupt:
            self.interpreter.raised = KeyboardInterrupt
            self.interpreter.write('\nKeyboardInterrupt\n')
        except BaseException:
            self.interpreter.showtraceback()


def flush():
    try:
        sys.stdout.flush()
    except Exception:
        pass


def _set_up():
    """What an interactive start of the interpreter does once."""
    global _begun
    _begun = True
    os.environ.setdefault('TERM', 'xterm-256color')
    sys.ps1 = getattr(sys, 'ps1', '>>> ')
    sys.ps2 = getattr(sys, 'ps2', '... ')
    _prompt.interpreter.write(f'Python {sys.version.split(" (")[0]} on Serpentarium\n'
                              'Type "help", "copyright", "credits" or "license" for more information.\n')


def open():
    if not _begun:
        _set_up()
    return _prompt.begin()


def edit(data):
    return _prompt.edit(data)


def run(number):
    return _prompt.run(number)


def prompt():
    if _prompt.editing:
        _prompt.end()
    return _prompt.begin()


def forget():
    """Leaves everything as before the first prompt."""
    global _prompt, _begun
    _prompt = _Prompt()
    _begun = False
    for name in 'ps1', 'ps2':
        vars(sys).pop(name, None)
    os.environ.pop('TERM', None)
    return DONE


# For `input()` and the classic loop of `code.interact()`.
editline.set_completer(rlcompleter.Completer().complete)
editline.parse_and_bind('bind ^I rl_complete')
forget()
