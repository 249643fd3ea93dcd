/**
 * Bedrock models to ask, first to last, when configuration names none: inference profiles that route worldwide, all served by Converse
 * with forced tools and prompt caching.
 */
export const defaultModelIds: readonly string[] = [
  'global.anthropic.claude-sonnet-4-6',
  'global.anthropic.claude-opus-4-6-v1',
  'global.anthropic.claude-sonnet-4-5-20250929-v1:0',
  'global.anthropic.claude-haiku-4-5-20251001-v1:0',
];
