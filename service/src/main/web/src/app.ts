import { Api, Problem, type Session, type Snapshot } from "./api";
import { chooseSnapshot, confirm, dialog, notify, prepareDialogs } from "./dialogs";
import { button, byId } from "./dom";
import { Editor } from "./editor";
import { examples } from "./examples";
import { FileList, save } from "./file-list";
import { shortId } from "./format";
import { Key } from "./key";
import { Panes } from "./panes";
import { Shelf } from "./shelf";
import { SessionList } from "./session-list";
import { Theme } from "./theme";
import { Toolbar } from "./toolbar";
import { UsageBars } from "./usage";
import { Workspace } from "./workspace";

const LOOK_MS = 4000;
const KEPT_SESSION = "serpentarium.session";
const KEPT_CODE = "serpentarium.code";

/** The whole page: one editor, and a workspace for each session that was opened. */
export class App {
  private readonly key = new Key();
  private readonly shelf = new Shelf();
  private readonly api = new Api(
    () => this.key.value,
    () => {
      this.key.refuse();
    },
  );
  private readonly theme = new Theme(button("theme"));
  private readonly usage = new UsageBars(byId("usage", HTMLElement));
  private readonly list = new SessionList(byId("sessions", HTMLElement), {
    open: (session) => {
      this.open(session);
    },
    end: (session) => void this.attempt(() => this.end(session)),
  });
  private readonly files = new FileList(byId("files", HTMLElement), (path) => {
    void this.withSession(async ({ id }) => {
      save(path.slice(path.lastIndexOf("/") + 1), await this.api.file(id, path));
    });
  });
  private readonly toolbar = new Toolbar({
    run: () => void this.attempt(() => this.run("main.py", this.editor.text)),
    runSelection: () => void this.attempt(() => this.run("selection", this.editor.selection)),
    interrupt: () => void this.withSession((open) => this.api.interrupt(open.id)),
    restart: () => void this.withSession((open) => this.restart(open)),
    fork: () => void this.withSession((open) => this.fork(open)),
    snapshot: () => void this.withSession((open) => this.snapshot(open)),
    restore: () => {
      if (this.current) this.restore(this.current);
    },
  });
  private readonly panes = new Panes((pane) => {
    this.focus(pane);
  });
  private readonly editor = new Editor(
    byId("editor", HTMLElement),
    sessionStorage.getItem(KEPT_CODE) ?? Object.values(examples)[0] ?? "",
    {
      run: () => {
        this.toolbar.press("run");
      },
      runSelection: () => {
        this.toolbar.press("runSelection");
      },
      change: (text) => {
        sessionStorage.setItem(KEPT_CODE, text);
      },
    },
  );
  private readonly workspaces = new Map<string, Workspace>();
  private current: Workspace | undefined;
  private sessions: Session[] = [];

  /** Brings the page to life. */
  start(): void {
    prepareDialogs();
    this.offerExamples();
    this.bindButtons();
    this.theme.watch((scheme) => {
      for (const workspace of this.workspaces.values()) workspace.terminal.colour(scheme);
    });
    this.show();
    void this.begin();
    setInterval(() => {
      if (!document.hidden) void this.look();
    }, LOOK_MS);
    const hurry = (): void => {
      for (const workspace of this.workspaces.values()) workspace.hurry();
    };
    addEventListener("pagehide", () => {
      if (this.key.isChanging) return;
      for (const workspace of this.workspaces.values()) workspace.keep();
    });
    addEventListener("online", hurry);
    document.addEventListener("visibilitychange", hurry);
  }

  private async begin(): Promise<void> {
    await this.attempt(async () => {
      const [info, sessions] = await Promise.all([this.api.info(), this.api.sessions()]);
      byId("node", HTMLElement).textContent =
        `Python ${info.python.version} · ${info.engine.name} ${info.engine.version}`;
      const kept = sessions.find(({ id }) => id === sessionStorage.getItem(KEPT_SESSION));
      this.sessions = sessions;
      this.open(kept ?? (await this.firstSession()));
      await this.look();
    });
  }

  /** A session of its own; where the quota is used up, the newest that there is. */
  private async firstSession(): Promise<Session> {
    try {
      return await this.api.create();
    } catch (failure) {
      const newest = this.sessions.toSorted((a, b) => b.created_at.localeCompare(a.created_at))[0];
      if (!isQuota(failure) || !newest) throw failure;
      notify(`${failure.message} This is the newest session.`);
      return newest;
    }
  }

  private bindButtons(): void {
    button("new-session").addEventListener("click", () => {
      void this.attempt(async () => {
        this.open(await this.api.create());
        await this.look();
      });
    });
    const chosen = byId("upload-files", HTMLInputElement);
    button("upload").addEventListener("click", () => {
      chosen.click();
    });
    chosen.addEventListener("change", () => {
      const files = [...(chosen.files ?? [])];
      chosen.value = "";
      void this.withSession((open) => this.upload(open, files));
    });
    button("clear").addEventListener("click", () => {
      this.current?.output.clear();
    });
    button("keyboard").addEventListener("click", () => {
      dialog("keyboard-dialog").showModal();
    });
    document.addEventListener("keydown", (event) => {
      if (event.key !== "." || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      this.toolbar.press("interrupt");
    });
    for (const key of document.querySelectorAll<HTMLButtonElement>(".keys [data-keys]")) {
      key.addEventListener("click", () => {
        this.current?.terminal.press(key.dataset.keys ?? "");
      });
    }
  }

  private offerExamples(): void {
    const select = byId("examples", HTMLSelectElement);
    for (const name of Object.keys(examples)) select.add(new Option(name, name));
    select.addEventListener("change", () => {
      const text = examples[select.value];
      select.value = "";
      if (text === undefined) return;
      this.editor.text = text;
      this.editor.focus();
    });
  }

  private async run(title: string, code: string): Promise<void> {
    if (code.trim() === "") return;
    this.panes.show("output");
    if (!this.current || this.current.isGone) this.open(await this.api.create());
    this.current?.run(title, code);
  }

  private async upload(workspace: Workspace, files: File[]): Promise<void> {
    for (const file of files) await this.api.upload(workspace.id, file.name, file);
    await workspace.refresh();
  }

  private open(session: Session): void {
    const workspace = this.workspaces.get(session.id) ?? this.make(session);
    for (const other of [...this.workspaces.values()]) {
      if (other !== workspace && other.isGone) this.close(other.id);
    }
    this.current = workspace;
    sessionStorage.setItem(KEPT_SESSION, session.id);
    for (const { id, output, terminal } of this.workspaces.values()) {
      output.element.hidden = id !== session.id;
      terminal.element.hidden = id !== session.id;
    }
    this.show();
  }

  private make(session: Session): Workspace {
    const workspace = new Workspace(this.api, session, this.theme.scheme, (changed) => {
      if (changed === this.current) this.show();
    });
    this.workspaces.set(session.id, workspace);
    byId("output", HTMLElement).append(workspace.output.element);
    byId("terminal", HTMLElement).append(workspace.terminal.element);
    return workspace;
  }

  private close(id: string): void {
    this.workspaces.get(id)?.close();
    this.workspaces.delete(id);
    if (this.current?.id === id) this.current = undefined;
  }

  private async end(session: Session): Promise<void> {
    const title = `End session ${shortId(session.id)}?`;
    if (!(await confirm(title, "Its variables and files are gone then.", "End it"))) return;
    await this.api.delete(session.id);
    this.close(session.id);
    this.show();
    await this.look();
  }

  private async restart({ id, session, isGone }: Workspace): Promise<void> {
    const text = "A fresh Python takes its place. Variables and files are gone then.";
    if (!isGone && !(await confirm("Restart the session?", text, "Restart"))) return;
    const fresh = await this.api.create(session.limits).catch(async (failure: unknown) => {
      if (!isQuota(failure)) throw failure;
      await this.api.delete(id).catch(ignoreGone);
      return this.api.create(session.limits);
    });
    this.close(id);
    this.open(fresh);
    await this.api.delete(id).catch(ignoreGone);
    await this.look();
  }

  private async fork({ id }: Workspace): Promise<void> {
    const fork = await this.api.fork(id);
    this.open(fork);
    notify(`Now in ${shortId(fork.id)}, a copy of ${shortId(id)}.`);
    await this.look();
  }

  private async snapshot(workspace: Workspace): Promise<void> {
    const snapshot = await this.api.snapshot(workspace.id);
    this.shelf.add(snapshot);
    notify(`Snapshot ${shortId(snapshot.id)} is kept.`);
    this.show();
  }

  private restore(workspace: Workspace): void {
    chooseSnapshot(this.shelf.snapshots, (snapshot) => {
      void this.attempt(() => this.restoreFrom(snapshot, workspace));
    });
  }

  private async restoreFrom(snapshot: Snapshot, workspace: Workspace): Promise<void> {
    try {
      await this.api.restore(workspace.id, snapshot.id);
      notify(`The session is as in snapshot ${shortId(snapshot.id)}.`);
    } catch (failure) {
      if (failure instanceof Problem && failure.isGone) this.shelf.remove(snapshot);
      throw failure;
    } finally {
      await workspace.refresh();
    }
  }

  /** Asks what sessions there are, and what has become of the one in sight. */
  private async look(): Promise<void> {
    try {
      this.sessions = await this.api.sessions();
      const current = this.sessions.find(({ id }) => id === this.current?.id);
      if (current && this.current) this.current.session = current;
    } catch {
      // The next look tells; a refused key has been told already.
    }
    this.show();
  }

  private withSession(action: (open: Workspace) => Promise<unknown>): Promise<void> {
    const open = this.current;
    return open ? this.attempt(() => action(open)) : Promise.resolve();
  }

  private async attempt(action: () => Promise<unknown>): Promise<void> {
    try {
      await action();
    } catch (failure) {
      if (failure instanceof Problem && failure.status === 401) return;
      notify(failure instanceof Problem ? failure.message : "The service is out of reach.", "bad");
    }
  }

  private focus(pane: string): void {
    if (pane === "editor") this.editor.focus();
    else if (pane === "terminal") this.current?.terminal.focus();
    else if (pane === "output") this.current?.output.element.focus();
    else byId("sessions-pane", HTMLElement).querySelector<HTMLElement>("li button, button")?.focus();
  }

  private show(): void {
    const open = this.current;
    this.toolbar.show(open, this.shelf.snapshots.length > 0);
    this.list.show(this.sessions, open?.id);
    byId("link", HTMLElement).textContent = open ? open.linkWords : "";
    if (!open) return;
    this.files.show(open.files);
    this.usage.showSession(open.session);
    this.usage.showFiles(open.session, open.files);
    this.usage.showRun(open.session, open.lastUsage);
  }
}

function isQuota(failure: unknown): failure is Problem {
  return failure instanceof Problem && failure.code === "quota_exceeded";
}

function ignoreGone(failure: unknown): void {
  if (!(failure instanceof Problem && failure.isGone)) throw failure;
}
