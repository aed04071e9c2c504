// One process, so that services and browser are started once.
import "./page.mjs";
import "./terminal.mjs";
import "./key.mjs";
