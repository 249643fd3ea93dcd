/** True for models that accept cache points after both system and tools; others answer such a request with a ValidationException. */
export const cachesPrompts = (modelId: string): boolean => modelId.includes('anthropic.claude');
