import { useEffect, useState } from 'preact/hooks';

const key = 'gantry.speaks';

/** Answers read aloud, where the person asked for that. */
export interface SpokenAnswers {
  readonly isPossible: boolean;
  readonly isOn: boolean;
  readonly toggle: () => void;
  readonly say: (speech: string) => void;
}

/** Keeps whether answers are spoken, for this tab; turning it off, or leaving, ends what is being said. */
export function useSpokenAnswers(): SpokenAnswers {
  const [isOn, setOn] = useState(() => sessionStorage.getItem(key) === 'yes');
  const isPossible = 'speechSynthesis' in globalThis;
  useEffect(() => () => (isPossible ? speechSynthesis.cancel() : undefined), [isPossible]);
  return {
    isPossible,
    isOn,
    toggle: () => {
      if (isOn) speechSynthesis.cancel();
      sessionStorage.setItem(key, isOn ? 'no' : 'yes');
      setOn(!isOn);
    },
    say: (speech) => {
      if (!isOn || !isPossible) return;
      speechSynthesis.cancel();
      speechSynthesis.speak(new SpeechSynthesisUtterance(speech));
    },
  };
}
