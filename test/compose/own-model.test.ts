import { describe, expect, it } from 'vitest';
import { catalogue } from '#models';
import { ownModel } from '../../compose/deployer/own-model.ts';
import { describeModel } from '../../core/model/describe-model.ts';
import { isFree } from '../../core/model/free-model.ts';
import { layCatalogue } from '../../core/model/lay-catalogue.ts';
import { catalogueOverlaySchema } from '../../core/wire/models.ts';

describe('the model behind the emulated Bedrock', () => {
  it.each(['http://host.docker.internal:11434/v1', 'http://10.0.0.7:8000/v1'])(
    'is free at %s, so that functions may ask it',
    (url) => {
      const overlay = catalogueOverlaySchema.parse(ownModel('coder:30b', url));
      expect(isFree(describeModel(layCatalogue(catalogue, overlay), 'coder:30b'))).toBe(true);
    },
  );

  it.each(['built-in', 'claude-sonnet-5-5'])('%s has the price of models.yaml wherever it is', (name) => {
    expect(ownModel(name, 'http://localhost:8080/v1')).toBeUndefined();
    expect(ownModel(name, undefined)).toBeUndefined();
  });

  it.each(['https://models.example/v1', undefined])('is refused at %s where its price is unknown', (url) => {
    expect(() => ownModel('coder:30b', url)).toThrow(
      expect.objectContaining({ code: 'model_price_unknown' }),
    );
  });
});
