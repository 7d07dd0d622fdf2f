/**
 * Stands for `@rjsf/validator-ajv8` (see vite.config.ts), which a helper for tests in `@rjsf/core` imports: ajv compiles
 * code, which the policy of the pages forbids, and is not installed. Nothing here calls that helper.
 */
export default null;
