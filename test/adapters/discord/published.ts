import { Ajv2020 } from 'ajv/dist/2020.js';
import schemas from './published-schemas.json' with { type: 'json' };

/** Formats are Discord's own names of number widths, which its types and bounds say as well. */
const ajv = new Ajv2020({ strict: false, validateFormats: false });
ajv.addSchema(schemas);

type PublishedName = keyof (typeof schemas)['$defs'];

/** What is wrong with a value by the schema that Discord publishes under a name; undefined where nothing is. */
export function unlikePublished(name: PublishedName, value: unknown): string | undefined {
  const isValid = ajv.validate(`discord#/$defs/${name}`, value);
  return isValid ? undefined : `${name}${ajv.errorsText(undefined, { dataVar: '' })}`;
}

const replyNames: Readonly<Record<number, PublishedName>> = {
  1: 'PongInteractionCallbackRequest',
  4: 'CreateMessageInteractionCallbackRequest',
  6: 'UpdateMessageInteractionCallbackRequest',
  9: 'ModalInteractionCallbackRequest',
};

/** What is wrong with the answer to an interaction. */
export function unlikeReply(reply: Readonly<Record<string, unknown>>): string | undefined {
  const type = Number(reply.type);
  const name = replyNames[type];
  return name === undefined
    ? `${type} is no type of answer`
    : unlikePublished(name, JSON.parse(JSON.stringify(reply)));
}
