/** Whether a model, as /health names it, is the one that comes with Gantry and knows a few kinds of app alone. */
export const isBuiltIn = (model: string): boolean => /built-in/i.test(model);
