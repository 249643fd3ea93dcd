import assert from 'node:assert/strict';
import { it } from 'node:test';
import { site } from '../src/site.js';

it('The page knows whom it is about', () => {
  for (const key of ['name', 'headline', 'lead']) assert.ok(site[key].trim().length > 0, key);
});
