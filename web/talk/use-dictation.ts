import { useEffect, useRef, useState } from 'preact/hooks';

/** As much of Web Speech's recognition as is used here; no library of types has it. */
interface Recognition {
  lang: string;
  continuous: boolean;
  interimResults: boolean;
  onresult: ((event: RecognitionEvent) => void) | null;
  onerror: ((event: { readonly error: string }) => void) | null;
  onend: (() => void) | null;
  start(): void;
  stop(): void;
  abort(): void;
}

interface RecognitionEvent {
  readonly results: ArrayLike<ArrayLike<{ readonly transcript: string }>>;
}

type RecognitionMaker = new () => Recognition;

function findRecognition(): RecognitionMaker | undefined {
  const names: Readonly<Record<string, unknown>> = {
    ...pick('SpeechRecognition'),
    ...pick('webkitSpeechRecognition'),
  };
  const [maker] = Object.values(names);
  return typeof maker === 'function' ? (maker as RecognitionMaker) : undefined;
}

const pick = (name: string): Readonly<Record<string, unknown>> =>
  name in globalThis ? { [name]: Reflect.get(globalThis, name) } : {};

/** Speech as text: nothing that is heard is sent, it is written where its speaker can mend it. */
export interface Dictation {
  readonly isPossible: boolean;
  readonly isListening: boolean;
  readonly problem: string | undefined;
  readonly toggle: () => void;
}

/** Listens on demand and writes what it hears behind the text that stood there before. */
export function useDictation(text: string, onText: (text: string) => void): Dictation {
  const [isListening, setListening] = useState(false);
  const [problem, setProblem] = useState<string>();
  const recognition = useRef<Recognition>(undefined);
  const write = useRef(onText);
  write.current = onText;
  useEffect(() => () => recognition.current?.abort(), []);
  const listen = (maker: RecognitionMaker): void => {
    const before = text.trim() === '' ? '' : `${text.trimEnd()} `;
    const listening = Object.assign(new maker(), {
      lang: navigator.language,
      continuous: true,
      interimResults: true,
      onresult: (event: RecognitionEvent) => write.current(before + transcriptOf(event)),
      onerror: ({ error }: { readonly error: string }) =>
        setProblem(problemWords[error] ?? problemWords.other),
      onend: () => setListening(false),
    });
    recognition.current = listening;
    setProblem(undefined);
    setListening(true);
    listening.start();
  };
  const maker = findRecognition();
  return {
    isPossible: maker !== undefined,
    isListening,
    problem,
    toggle: () => {
      if (isListening) recognition.current?.stop();
      else if (maker !== undefined) listen(maker);
    },
  };
}

function transcriptOf({ results }: RecognitionEvent): string {
  return Array.from(results)
    .map((result) => result[0]?.transcript ?? '')
    .join('')
    .trim();
}

const problemWords: Readonly<Record<string, string>> = {
  'not-allowed': 'The browser does not let this page listen. Allow the microphone for this address, or type.',
  'no-speech': 'Nothing was heard. Try again, nearer to the microphone.',
  'audio-capture': 'No microphone was found. Plug one in, or type.',
  network: 'The browser’s speech service does not answer. Type instead.',
  aborted: 'Listening was stopped.',
  other: 'Listening did not work here. Type instead.',
};
