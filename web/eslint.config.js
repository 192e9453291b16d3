import js from "@eslint/js";
import jsxA11y from "eslint-plugin-jsx-a11y";
import reactHooks from "eslint-plugin-react-hooks";
import globals from "globals";
import ts from "typescript-eslint";
import { layers } from "./build/layers.js";

export default ts.config(
  { ignores: ["dist/**", "node_modules/**", "coverage/**", "playwright-report/**", "test-results/**"] },
  js.configs.recommended,
  ...ts.configs.strict,
  {
    languageOptions: { globals: { ...globals.browser, ...globals.es2023 } },
    rules: {
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "@typescript-eslint/no-invalid-void-type": "off",
      eqeqeq: ["error", "always", { null: "ignore" }],
      "no-console": ["error", { allow: ["warn", "error"] }],
      "max-lines": ["error", 600],
    },
  },
  {
    files: ["src/**/*.{ts,tsx}"],
    plugins: { causerie: { rules: { layers } }, "react-hooks": reactHooks },
    rules: { "causerie/layers": "error", ...reactHooks.configs["recommended-latest"].rules },
  },
  { ...jsxA11y.flatConfigs.recommended, files: ["src/**/*.tsx"] },
  // All that plays here was recorded by people: nobody has written down what is said in it.
  { files: ["src/**/*.tsx"], rules: { "jsx-a11y/media-has-caption": "off" } },
  {
    files: ["*.{js,ts}", "build/**", "scripts/**", "tests/**"],
    languageOptions: { globals: globals.node },
    rules: { "no-console": "off" },
  },
);
