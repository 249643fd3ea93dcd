/** How a definition names a function that only the deployment knows. */
export function placeholder(name: string): string {
  return `\${${name}}`;
}

/** A Task that invokes `${functionKey}` with its whole input and passes on the function's result. */
export function task(
  functionKey: string,
  more: Record<string, unknown> = { End: true },
): Record<string, unknown> {
  return {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    Arguments: { FunctionName: placeholder(functionKey), Payload: '{% $states.input %}' },
    Output: '{% $states.result.Payload %}',
    ...more,
  };
}

/** A Task that hands its token to `${functionKey}`. */
export function tokenTask(
  functionKey: string,
  more: Record<string, unknown> = { End: true },
): Record<string, unknown> {
  return {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
    Arguments: {
      FunctionName: placeholder(functionKey),
      Payload: { token: '{% $states.context.Task.Token %}', input: '{% $states.input %}' },
    },
    ...more,
  };
}

export function definitionOf(
  states: Record<string, unknown>,
  more: Record<string, unknown> = {},
): Record<string, unknown> {
  return { QueryLanguage: 'JSONata', StartAt: Object.keys(states)[0], States: states, ...more };
}
