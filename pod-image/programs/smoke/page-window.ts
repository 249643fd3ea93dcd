import { BrowserErrorCaptureEnum, type Request, type Response, Window } from 'happy-dom';
import { answerFromStubs } from '../../../core/pod/outside-stubs.ts';
import { checkRequest, isFunctionPath, resolveReference, type Site, siteOrigin } from './site.ts';

/** A window at a page's address whose requests are answered from the site, and never leave. */
export function openWindow(site: Site, path: string): Window {
  const window: Window = new Window({
    url: `${siteOrigin}/${path}`,
    width: 1280,
    height: 800,
    settings: {
      enableJavaScriptEvaluation: false,
      suppressInsecureJavaScriptEnvironmentWarning: true,
      handleDisabledFileLoadingAsSuccess: true,
      errorCapture: BrowserErrorCaptureEnum.tryAndCatch,
      navigation: {
        disableMainFrameNavigation: true,
        disableChildFrameNavigation: true,
        disableChildPageNavigation: true,
      },
      fetch: {
        interceptor: { beforeAsyncRequest: async ({ request }) => answer(site, path, window, request) },
      },
    },
  });
  completeWindow(site, path, window);
  return window;
}

function answer(site: Site, path: string, window: Window, request: Asked): Response {
  const { url } = request;
  checkRequest(site, path, url);
  const target = resolveReference(url, `${siteOrigin}/${path}`);
  if (target.kind === 'elsewhere') return answerFromOutside(site, path, window, request);
  const bytes =
    target.kind === 'file' && !isFunctionPath(target.path) ? site.files.get(target.path) : undefined;
  return bytes === undefined
    ? new window.Response('', { status: 404 })
    : new window.Response(new Uint8Array(bytes).buffer, { status: 200 });
}

type Asked = Pick<Request, 'method' | 'url'>;

/** What the app's author says that a declared place answers; what nobody wrote an answer to fails, as does every other place. */
function answerFromOutside(site: Site, path: string, window: Window, { method, url }: Asked): Response {
  const { origin } = new URL(url);
  const said = site.declared.has(origin) ? answerFromStubs(site.stubs, { method, url }) : undefined;
  if (said !== undefined) return new window.Response(said.body, said);
  if (site.stubs.some(({ request }) => new URL(request.url).origin === origin))
    site.find(path, `${method} ${url}: no file in test/outside answers that`);
  throw new window.TypeError('Failed to fetch');
}

/** What browsers have and this DOM has not: present and inert, so that a page which only asks for it is not failed. */
const missingConstructors = [
  'AudioContext',
  'webkitAudioContext',
  'SpeechSynthesisUtterance',
  'BroadcastChannel',
  'Worker',
  'SharedWorker',
  'Path2D',
  'FontFace',
  'OfflineAudioContext',
  'MediaRecorder',
  'RTCPeerConnection',
  'EyeDropper',
  'Notification',
];
const missingFunctions = ['alert', 'confirm', 'prompt', 'print'];
const missingObjects = ['speechSynthesis', 'indexedDB', 'caches', 'visualViewport'];

function completeWindow(site: Site, path: string, window: Window): void {
  const page = window as unknown as Record<string, unknown>;
  const fill = (names: readonly string[], value: unknown): void => {
    for (const name of names) page[name] ??= value;
  };
  fill([...missingConstructors, ...missingObjects], inert());
  fill(missingFunctions, () => undefined);
  page.structuredClone ??= structuredClone;
  page.reportError ??= (error: unknown) =>
    window.dispatchEvent(new window.ErrorEvent('error', { error: error as Error }));
  page.requestIdleCallback ??= (callback: (deadline: object) => void) =>
    window.setTimeout(() => callback({ didTimeout: false, timeRemaining: () => 10 }), 1);
  page.cancelIdleCallback ??= (id: NodeJS.Timeout) => window.clearTimeout(id);
  for (const name of ['WebSocket', 'EventSource']) page[name] = refusingConnection(site, path);
  page.Option ??= optionOf(window);
  page.MessageChannel ??= channelOf(window);
  const canvas = window.HTMLCanvasElement.prototype as unknown as Record<string, unknown>;
  canvas.getContext = () => inert();
  const element = window.HTMLElement.prototype as unknown as Record<string, unknown>;
  for (const name of ['showPopover', 'hidePopover', 'togglePopover', 'requestFullscreen'])
    element[name] ??= () => undefined;
  const navigator = window.navigator as unknown as Record<string, unknown>;
  for (const name of ['vibrate', 'share']) navigator[name] ??= () => undefined;
}

/** The constructor of an option, with its four arguments as browsers have them. */
function optionOf(window: Window) {
  return function option(text = '', value = text, isDefault = false, isSelected = false): unknown {
    const made = window.document.createElement('option');
    made.text = String(text);
    made.value = String(value);
    if (isDefault) made.setAttribute('selected', '');
    made.selected = isSelected;
    return made;
  };
}

interface Port {
  onmessage: ((event: object) => void) | null;
  postMessage(data: unknown): void;
}

/** Two ends that hear each other a moment later: React puts off by it what it renders. */
function channelOf(window: Window) {
  return function channel(): { readonly port1: Port; readonly port2: Port } {
    const port = (other: () => Port): Port => ({
      onmessage: null,
      postMessage: (data) =>
        void window.setTimeout(() => other().onmessage?.(new window.MessageEvent('message', { data })), 0),
    });
    const port1: Port = port(() => port2);
    const port2: Port = port(() => port1);
    return { port1, port2 };
  };
}

/** Live connections are requests too: to this origin there is nothing to answer them, to another they are a finding. */
function refusingConnection(site: Site, path: string) {
  return function connection(url: string | URL): unknown {
    checkRequest(site, path, String(url).replace(/^ws/, 'http'));
    return inert();
  };
}

/** Answers every question with itself, and every number with 0. */
function inert(): unknown {
  const itself: unknown = new Proxy(function inertThing() {} as unknown as object, {
    get: (_target, name) => {
      if (name === Symbol.toPrimitive) return () => 0;
      // Not a promise, or awaiting it would never end.
      return name === 'then' ? undefined : itself;
    },
    set: () => true,
    apply: () => itself,
    construct: () => itself as object,
  });
  return itself;
}
