/** A modal as a bot sends it: one text input in a row, as older libraries build it. */
export const rowModal = (changed: object = {}, input: object = {}) => ({
  type: 9,
  data: {
    custom_id: 'words:1',
    title: 'How shall it look?',
    components: [
      {
        type: 1,
        components: [{ type: 4, custom_id: 'wish', style: 2, label: 'Your wish', max_length: 40, ...input }],
      },
    ],
    ...changed,
  },
});

/** Everything that a label can hold here. */
export const labelModal = {
  custom_id: 'settings:1',
  title: 'Settings of this server',
  components: [
    { type: 10, content: 'What holds for **everybody** here.' },
    {
      type: 18,
      label: 'Largest side',
      description: 'In pixels',
      component: { type: 4, custom_id: 'size', style: 1, value: '1024', min_length: 3, max_length: 4 },
    },
    {
      type: 18,
      label: 'Quality',
      component: {
        type: 3,
        custom_id: 'quality',
        placeholder: 'Which quality?',
        options: [
          { label: 'fast', value: 'fast', description: 'in seconds', default: true },
          { label: 'high', value: 'high', description: 'for this very photo' },
        ],
      },
    },
    {
      type: 18,
      label: 'Roles',
      component: { type: 6, custom_id: 'roles', min_values: 0, max_values: 3, required: false },
    },
    {
      type: 18,
      label: 'A style of your own',
      component: { type: 19, custom_id: 'style', min_values: 0, max_values: 1, required: false },
    },
  ],
};
