import { describe, expect, test } from 'vitest';
import { gatewayErrorFor } from '../../../core/wire/gateway-errors.ts';

describe('an answer of the gateway’s own', () => {
  test.each([
    ['MissingAuthenticationTokenException', 403, 'route_not_found', '404'],
    ['MissingAuthenticationTokenException:http://internal/', 403, 'route_not_found', '404'],
    ['TooManyRequestsException', 429, 'too_many_requests', '429'],
    ['UnsupportedMediaTypeException', 415, 'input_invalid', '415'],
    ['RequestTooLargeException', 413, 'body_too_large', '413'],
    ['InternalServerErrorException', 500, 'try_again', '503'],
    ['SomethingElse', 418, 'request_invalid', '418'],
  ])('of the type %s with %i says %s', (type, status, code, said) => {
    expect(gatewayErrorFor(type, status)).toEqual({ code, message: expect.any(String), status: said });
  });
});
