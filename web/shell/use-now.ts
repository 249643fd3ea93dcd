import { useEffect, useState } from 'preact/hooks';

/** The time, which goes on every `everyMs` while `isRunning`. */
export function useNow(everyMs: number, isRunning: boolean): number {
  const [nowMs, setNowMs] = useState(Date.now);
  useEffect(() => {
    if (!isRunning) return;
    const timer = setInterval(() => setNowMs(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs, isRunning]);
  return nowMs;
}
