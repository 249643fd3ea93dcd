/** How one kind of model is connected. */
export interface ModelDoor {
  readonly name: string;
  /** What to type in a shell. */
  readonly line: string;
  readonly note: string;
}

/** The lines of the README's “With a real model”; a test holds them to it. */
export const modelDoors: readonly ModelDoor[] = [
  {
    name: 'Claude',
    line: 'GANTRY_MODEL=anthropic ANTHROPIC_API_KEY=… npm start',
    note: 'Put your key of the Anthropic API in the place of the dots.',
  },
  {
    name: 'Amazon Bedrock',
    line: 'GANTRY_MODEL=bedrock AWS_REGION=eu-west-1 AWS_PROFILE=… npm start',
    note: 'Use a region where the model is available to you, and a profile that may call it.',
  },
  {
    name: 'OpenAI',
    line: 'GANTRY_MODEL=openai OPENAI_API_KEY=… npm start',
    note: 'Put your key of the OpenAI API in the place of the dots.',
  },
  {
    name: 'Ollama',
    line: 'GANTRY_MODEL=openai OPENAI_BASE_URL=http://localhost:11434/v1 GANTRY_MODEL_IDS=qwen3-coder:30b npm start',
    note: 'Any server that speaks OpenAI’s chat completions will do. Small models plan well and write badly: use a coder of 30 B parameters or more.',
  },
];
