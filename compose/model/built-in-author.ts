import { builtInModel } from '../../adapters/local/model.ts';
import { type Author, AuthorFailed } from './author.ts';
import { callOf } from './converse-request.ts';

/** The built-in demo model, asked as Bedrock is. */
export function builtInAuthor(): Author {
  const model = builtInModel();
  return async (request, { signal, write }) => {
    const call = callOf(request);
    if (call === undefined) throw new AuthorFailed(400, 'ValidationException', 'The request names no tool.');
    let said = '';
    const onDelta = (text: string): void => {
      said += text;
      write({ text });
    };
    const turn = await model.converse(call, { signal, onDelta });
    if (turn.stop === 'answered') {
      write({ toolJson: JSON.stringify(turn.toolInput) });
      return { stopReason: 'tool_use', usage: turn.usage };
    }
    if (turn.stop === 'refused' && said === '') write({ text: turn.text });
    return { stopReason: turn.stop === 'refused' ? 'end_turn' : 'max_tokens', usage: turn.usage };
  };
}
