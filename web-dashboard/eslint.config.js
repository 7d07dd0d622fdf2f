import i18next from "eslint-plugin-i18next";
import jsxA11y from "eslint-plugin-jsx-a11y";
import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

// Who may import whom: lib ← components ← core ← features ← app; a feature knows no other feature.
function layer(folder, forbidden, message) {
  return {
    files: [`src/${folder}/**/*.{ts,tsx}`],
    ignores: ["**/*.test.*", "**/feature.ts"],
    rules: { "no-restricted-imports": ["error", { patterns: [{ regex: `^(@|\\.\\.|\\.\\./\\.\\.)/(${forbidden.join("|")})/`, message }] }] },
  };
}
const layers = [
  layer("lib", ["app", "features", "core", "components"], "lib stands below everything"),
  layer("components", ["app", "features", "core"], "components know no business words"),
  layer("core", ["app", "features"], "core stands below the features"),
  layer("features", ["app", "features"], "a feature knows neither the frame nor another feature; within it, import relatively"),
];

export default tseslint.config(
  { ignores: ["node_modules", "python", "src/api/schema.d.ts", "playwright-report", "test-results"] },
  ...tseslint.configs.recommendedTypeChecked,
  jsxA11y.flatConfigs.recommended,
  reactHooks.configs.flat["recommended-latest"],
  {
    languageOptions: { parserOptions: { projectService: { allowDefaultProject: ["eslint.config.js", "scripts/*.js"] } } },
    rules: {
      "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: { attributes: false } }],
      "@typescript-eslint/consistent-type-imports": "error",
      // The first field of a dialog is where one goes on (WAI-ARIA APG, dialog pattern).
      "jsx-a11y/no-autofocus": "off",
      // A dialog begins anew with what its page knows.
      "react-hooks/set-state-in-effect": "off",
      "react-hooks/incompatible-library": "off",
    },
  },
  ...layers,
  {
    // Every word that people read stands in src/locales.
    files: ["src/**/*.tsx"],
    ignores: ["**/*.test.tsx", "src/testing/**"],
    ...i18next.configs["flat/recommended"],
    rules: {
      "i18next/no-literal-string": [
        "error",
        {
          mode: "jsx-only",
          // Names of values, and Omni's own; whatever is a sentence, or begins as one, is text.
          words: { exclude: ["[a-z0-9./:_-]+", "[^\\p{L}]+", "Omni"] },
          "jsx-attributes": { include: ["label", "title", "placeholder", "alt", "aria-label", "helperText"] },
        },
      ],
    },
  },
  {
    // Playwright's fixtures are handed a `use` that is no hook.
    files: ["e2e/**", "bench/**"],
    rules: { "react-hooks/rules-of-hooks": "off" },
  },
  { files: ["**/*.js"], ...tseslint.configs.disableTypeChecked },
);
