import { App } from "./app";
import { allowOwnStyles } from "./styling";

allowOwnStyles();
new App().start();
