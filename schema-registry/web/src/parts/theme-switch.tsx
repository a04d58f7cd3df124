import { type ReactNode, useState } from 'react';

const choices = ['system', 'light', 'dark'] as const;
type Choice = (typeof choices)[number];

/** Light, dark, or as the system has it; kept in this browser. */
export function ThemeSwitch(): ReactNode {
  const [choice, setChoice] = useState(kept);
  const next = choices[(choices.indexOf(choice) + 1) % choices.length] ?? 'system';
  const change = () => {
    localStorage.setItem('theme', next);
    show(next);
    setChoice(next);
  };
  return (
    <button type="button" onClick={change} aria-label={`Colours: ${choice}. Change to ${next}.`}>
      {choice === 'system' ? '◐' : choice === 'light' ? '☀' : '☾'}
    </button>
  );
}

function kept(): Choice {
  const said = localStorage.getItem('theme');
  const choice = choices.find((each) => each === said) ?? 'system';
  show(choice);
  return choice;
}

function show(choice: Choice): void {
  if (choice === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = choice;
}
