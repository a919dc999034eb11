import { useEditorContext } from "@graphiql/react";

/** A side panel that opens the project's example queries, each in a tab of its own. */
export function examplesPlugin(examples) {
  return { title: "Examples", icon: ExamplesIcon, content: () => <Examples examples={examples} /> };
}

function Examples({ examples }) {
  const { addTab, queryEditor, variableEditor } = useEditorContext({ nonNull: true });

  function open({ query, variables }) {
    addTab();
    // The new tab empties the editors when it is drawn.
    setTimeout(() => {
      queryEditor?.setValue(query);
      variableEditor?.setValue(variables);
    });
  }

  return (
    <section aria-label="Examples">
      <div className="graphiql-doc-explorer-title">Examples</div>
      <p className="examples-note">Queries for this project&apos;s own models. Each opens in a new tab.</p>
      <ul className="examples-list">
        {examples.map((example) => (
          <li key={example.title}>
            <button type="button" onClick={() => open(example)}>
              {example.title}
            </button>
          </li>
        ))}
      </ul>
      {examples.length === 0 && <p className="examples-note">There is no model that you may read yet.</p>}
    </section>
  );
}

function ExamplesIcon(props) {
  return (
    <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinejoin="round" {...props}>
      <path d="M6 3h9l4 4v14H6z" />
      <path d="M15 3v4h4M9.5 12h6M9.5 16h6" strokeLinecap="round" />
    </svg>
  );
}
