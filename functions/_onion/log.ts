import { Logger } from '@aws-lambda-powertools/logger';

const isLambda = process.env.AWS_LAMBDA_FUNCTION_NAME !== undefined;

/** Only Lambda has a log that somebody searches; the local world tells its own way. */
export const logger: Logger = new Logger({ serviceName: 'gantry', logLevel: isLambda ? 'INFO' : 'SILENT' });

const missionId = /^msn_[a-z0-9]{26}$/;

/** The field that every line about a mission has; nothing where the value is no mission's id, which anybody may have typed. */
export const missionField = (id: unknown): { readonly mission_id?: string } =>
  typeof id === 'string' && missionId.test(id) ? { mission_id: id } : {};

/** Something that went wrong on our side, for the operator's eyes. On a laptop it goes to the terminal, with all that there is of it. */
export function logTrouble(
  message: string,
  error: unknown,
  fields: Readonly<Record<string, string>> = {},
): void {
  if (isLambda) {
    logger.error(message, { ...fields, ...errorFields(error) });
    return;
  }
  const stack = error instanceof Error ? error.stack : String(error);
  console.error(JSON.stringify({ level: 'error', message, ...fields, stack }));
}

/** An error for the log: its name and where it came from. Its message may quote what it was given, and stays out. */
export function errorFields(error: unknown) {
  const { name = 'Error', stack = '' } = error instanceof Error ? error : {};
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line));
  return { error_name: name, frames: frames.slice(0, 12) };
}
