import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { ChatMessage } from '../chat/model.ts';
import { pressComponent } from './send.ts';

export interface Select {
  custom_id: string;
  placeholder?: string;
  disabled?: boolean;
  options: { label: string; value: string; description?: string; default?: boolean }[];
}

export function SelectView({ select, message }: { select: Select; message: ChatMessage }): JSX.Element {
  const [problem, setProblem] = useState('');
  const choose = (value: string) => {
    if (value === '') return;
    pressComponent({ messageId: message.id, customId: select.custom_id, values: [value] }).then(
      () => setProblem(''),
      (error: Error) => setProblem(error.message),
    );
  };
  return (
    <span class="button-frame">
      <select
        class="select"
        aria-label={select.placeholder ?? 'Choose'}
        disabled={select.disabled}
        value={select.options.find((o) => o.default)?.value ?? ''}
        onChange={(event) => choose(event.currentTarget.value)}
      >
        <option value="">{select.placeholder ?? 'Choose…'}</option>
        {select.options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      {problem && (
        <span class="problem" role="alert">
          {problem}
        </span>
      )}
    </span>
  );
}
