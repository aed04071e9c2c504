import js from "@eslint/js";
import tseslint from "typescript-eslint";

const names = (text) => Object.fromEntries(text.split(" ").map((name) => [name, "readonly"]));
const node = names("process URL console Buffer fetch");
const web = names("AbortController AbortSignal crypto performance");

export default tseslint.config(
  { ignores: ["node_modules/", "dist/"] },
  js.configs.recommended,
  {
    files: ["src/**/*.ts"],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
    },
  },
  {
    files: ["**/*.mjs", "**/*.js"],
    languageOptions: { globals: { ...node, ...web } },
  },
);
