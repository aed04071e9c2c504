import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import {
  HighlightStyle,
  bracketMatching,
  foldGutter,
  foldKeymap,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
} from "@codemirror/language";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { EditorState, type Extension } from "@codemirror/state";
import {
  EditorView,
  drawSelection,
  dropCursor,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { pageNonce } from "./styling";

const highlighting = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.controlKeyword], color: "var(--code-keyword)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--code-string)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--code-number)" },
  { tag: tags.comment, color: "var(--code-comment)", fontStyle: "italic" },
  { tag: [tags.function(tags.variableName), tags.className], color: "var(--code-name)" },
  { tag: [tags.definition(tags.variableName), tags.propertyName], color: "var(--text)" },
  { tag: [tags.self, tags.standard(tags.variableName), tags.meta], color: "var(--code-special)" },
]);

const look = EditorView.theme({
  "&": { height: "100%", backgroundColor: "transparent", color: "var(--text)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", fontSize: "13px", lineHeight: "1.55" },
  ".cm-content": { padding: "8px 0", caretColor: "var(--accent)" },
  ".cm-cursor": { borderLeft: "2px solid var(--accent)" },
  ".cm-gutters": { backgroundColor: "var(--panel)", border: "none", color: "var(--muted)" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--line)" },
  ".cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground":
    { backgroundColor: "var(--selection)" },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": {
    backgroundColor: "var(--selection)",
  },
  ".cm-selectionMatch": { backgroundColor: "var(--line)" },
  ".cm-panels": {
    backgroundColor: "var(--raised)",
    color: "var(--text)",
    borderColor: "var(--edge)",
  },
  ".cm-tooltip": {
    backgroundColor: "var(--raised)",
    color: "var(--text)",
    border: "1px solid var(--edge)",
    borderRadius: "6px",
  },
  ".cm-tooltip-autocomplete ul li[aria-selected]": {
    backgroundColor: "var(--accent-strong)",
    color: "var(--on-accent)",
  },
});

/** What the page does when a key asks for it. */
export interface EditorCommands {
  run: () => void;
  runSelection: () => void;
  change: (text: string) => void;
}

/** The Python file that the page runs. */
export class Editor {
  private readonly view: EditorView;

  constructor(parent: HTMLElement, text: string, commands: EditorCommands) {
    this.view = new EditorView({
      parent,
      state: EditorState.create({ doc: text, extensions: extensions(commands) }),
    });
  }

  get text(): string {
    return this.view.state.doc.toString();
  }

  set text(text: string) {
    this.view.dispatch({ changes: { from: 0, to: this.view.state.doc.length, insert: text } });
  }

  /** The selection's whole lines, or the line of the cursor, without their common indent. */
  get selection(): string {
    const { doc, selection } = this.view.state;
    const { from, to, empty } = selection.main;
    const last = doc.lineAt(empty || to === from ? to : to - 1);
    return dedent(doc.sliceString(doc.lineAt(from).from, last.to));
  }

  focus(): void {
    this.view.focus();
  }
}

function extensions(commands: EditorCommands): Extension {
  return [
    EditorView.cspNonce.of(pageNonce()),
    EditorView.contentAttributes.of({ "aria-label": "Python file", tabindex: "0" }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) commands.change(update.state.doc.toString());
    }),
    keymap.of([
      binding("Mod-Enter", commands.run),
      binding("Shift-Enter", commands.runSelection),
      ...closeBracketsKeymap,
      ...defaultKeymap,
      ...searchKeymap,
      ...historyKeymap,
      ...foldKeymap,
      ...completionKeymap,
      indentWithTab,
    ]),
    lineNumbers(),
    foldGutter(),
    history(),
    drawSelection(),
    dropCursor(),
    indentOnInput(),
    indentUnit.of("    "),
    bracketMatching(),
    closeBrackets(),
    autocompletion(),
    highlightActiveLine(),
    highlightActiveLineGutter(),
    highlightSelectionMatches(),
    python(),
    syntaxHighlighting(highlighting),
    look,
  ];
}

function binding(key: string, command: () => void) {
  return {
    key,
    preventDefault: true,
    run: () => {
      command();
      return true;
    },
  };
}

function dedent(text: string): string {
  const lines = text.split("\n");
  const indents = lines
    .filter((line) => line.trim() !== "")
    .map((line) => line.length - line.trimStart().length);
  const common = Math.min(...indents, Infinity);
  return common === Infinity ? "" : lines.map((line) => line.slice(common)).join("\n");
}
