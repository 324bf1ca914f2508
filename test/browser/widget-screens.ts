import type { Visitor } from './visitor.js';

/** The states of the widget on a customer's page, each reached from the one before. `npm run screenshots` draws them. */
export const WIDGET_SCREENS: readonly { name: string; act: (visitor: Visitor) => Promise<void> }[] = [
  { name: 'widget-closed', act: (visitor) => visitor.button('Open chat').waitFor() },
  { name: 'widget-greeting', act: (visitor) => visitor.openChat() },
  {
    name: 'widget-form',
    act: async (visitor) => {
      await visitor.say('how much is a room');
      await visitor.see('A room is 90 euros.');
      await visitor.say('I want to book a room');
      await visitor.see('May I have your details?');
      await visitor.field('Name').waitFor();
    },
  },
  {
    name: 'widget-form-errors',
    act: async (visitor) => {
      await visitor.button('Submit').click();
      await visitor.see('Please fill in this field.');
    },
  },
  {
    name: 'widget-form-submitted',
    act: async (visitor) => {
      await visitor.field('Name').fill('Jane Miller');
      await visitor.field('E-mail').fill('jane.miller@example.com');
      await visitor.field('Arrival').fill('2026-12-24');
      await visitor.button('Submit').click();
      await visitor.see('Thank you!');
    },
  },
  {
    name: 'widget-end-question',
    act: async (visitor) => {
      await visitor.button('End chat').click();
      await visitor.button('End chat').waitFor();
    },
  },
  {
    name: 'widget-ended',
    act: async (visitor) => {
      await visitor.button('End chat').click();
      await visitor.see('This chat has ended.');
    },
  },
];
