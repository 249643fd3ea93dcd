/** An answer of API Gateway's own, in the contract's form; `status` where it is another than the gateway's. */
export interface GatewayError {
  readonly code: string;
  readonly message: string;
  readonly status?: string;
}

/** The gateway's own answers by type; what has no entry falls to one of the two defaults. */
export const gatewayErrors: Readonly<Record<string, GatewayError>> = {
  DEFAULT_4XX: { code: 'request_invalid', message: 'This request does not fit; see /docs.' },
  DEFAULT_5XX: {
    code: 'try_again',
    message: 'Gantry did not answer in time. Try again in a few seconds.',
    status: '503',
  },
  ACCESS_DENIED: { code: 'forbidden', message: 'This is not allowed.' },
  BAD_REQUEST_BODY: { code: 'input_invalid', message: 'The body does not fit; see /docs.' },
  BAD_REQUEST_PARAMETERS: { code: 'input_invalid', message: 'The parameters do not fit; see /docs.' },
  INTEGRATION_TIMEOUT: {
    code: 'try_again',
    message: 'Gantry did not answer in time. Ask for the status of what you began.',
    status: '503',
  },
  // API Gateway says so of every path that it does not know.
  MISSING_AUTHENTICATION_TOKEN: {
    code: 'route_not_found',
    message: 'There is no such route; see /docs.',
    status: '404',
  },
  RESOURCE_NOT_FOUND: { code: 'route_not_found', message: 'There is no such route; see /docs.' },
  QUOTA_EXCEEDED: { code: 'too_many_requests', message: 'Too many requests. Wait a few seconds.' },
  REQUEST_TOO_LARGE: { code: 'body_too_large', message: 'A body may be 1 MB at most.' },
  THROTTLED: { code: 'too_many_requests', message: 'Too many requests. Wait a few seconds.' },
  UNAUTHORIZED: { code: 'unauthenticated', message: 'Sign in with POST /gantry/auth.' },
  UNSUPPORTED_MEDIA_TYPE: { code: 'input_invalid', message: 'Send JSON.' },
};

/** The types of the gateway's answers by what it writes into `x-amzn-errortype`. */
const typesByHeader: Readonly<Record<string, string>> = {
  AccessDeniedException: 'ACCESS_DENIED',
  ForbiddenException: 'ACCESS_DENIED',
  LimitExceededException: 'QUOTA_EXCEEDED',
  MissingAuthenticationTokenException: 'MISSING_AUTHENTICATION_TOKEN',
  NotFoundException: 'RESOURCE_NOT_FOUND',
  TooManyRequestsException: 'THROTTLED',
  UnauthorizedException: 'UNAUTHORIZED',
  UnsupportedMediaTypeException: 'UNSUPPORTED_MEDIA_TYPE',
};

/** What an answer of the gateway's own is to say, by its error type and status, where the gateway itself does not say it. */
export function gatewayErrorFor(
  errorType: string,
  status: number,
): GatewayError & { readonly status: string } {
  const byStatus = status >= 500 ? 'DEFAULT_5XX' : 'DEFAULT_4XX';
  const type =
    typesByHeader[errorType.replace(/:.*$/s, '')] ?? (status === 413 ? 'REQUEST_TOO_LARGE' : byStatus);
  const { code, message, status: own = String(status) } = gatewayErrors[type] as GatewayError;
  return { code, message, status: own };
}
