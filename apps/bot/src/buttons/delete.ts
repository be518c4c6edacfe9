import { buildCustomId } from '@atelier/discord/reply/custom-id.ts';
import { reaching } from '@atelier/queue/database-retry.ts';
import { deletePhoto, deleteResult, removeShown } from '@atelier/queue/delete-result.ts';
import { ComponentType, type MessageComponentInteraction, type ModalSubmitInteraction } from 'discord.js';
import { deleteOriginal, followUpPrivately } from '../reply/answer.ts';
import { type FormHandler, type Handler, soon } from '../reply/handler.ts';
import { wordsFor } from '../words.ts';
import { ownJob } from './job.ts';

export const DELETE_FORM_ACTION = 'delete-form';
const WHAT = 'what';

/** Asks what shall go. The form is what gives the message away that the button is on, wherever that may be. */
export const DELETE: FormHandler<MessageComponentInteraction> = {
  async form(interaction, bot) {
    const job = await soon(ownJob(bot, interaction, { managersToo: true }));
    const words = wordsFor(interaction.locale).deletion;
    const jobId = job?.id ?? interaction.customId.split(':')[2] ?? '';
    return {
      custom_id: buildCustomId(DELETE_FORM_ACTION, jobId),
      title: words.title,
      components: [
        { type: ComponentType.TextDisplay, content: words.what },
        {
          type: ComponentType.Label,
          label: words.question,
          component: {
            type: ComponentType.RadioGroup,
            custom_id: WHAT,
            options: [
              { value: 'all', label: words.all, description: words.allNote, default: true },
              { value: 'photo', label: words.photo, description: words.photoNote },
            ],
          },
        },
      ],
    };
  },
};

/** The bytes first, then the message: a message that cannot be deleted shows a picture that nobody keeps. */
export const DELETE_FORM: Handler<ModalSubmitInteraction> = {
  defer: 'update',
  async run(interaction, bot) {
    const job = await ownJob(bot, interaction, { managersToo: true });
    const by = interaction.user.id;
    if (interaction.fields.getRadioGroup(WHAT) === 'photo') {
      await reaching(deletePhoto(bot.workshop, job.id));
      bot.log.info({ jobId: job.id, interactionId: interaction.id, by }, 'a photo was deleted');
      return followUpPrivately(bot, interaction, wordsFor(interaction.locale).deletion.photoGone);
    }
    await reaching(deleteResult(bot.workshop, job.id));
    await deleteOriginal(bot, interaction);
    // the message in the channel, when Delete was pressed in the history; where the bot itself is not, it must stay
    if (job.messageId !== interaction.message?.id) await reaching(removeShown(bot.workshop, [job]));
    bot.log.info({ jobId: job.id, interactionId: interaction.id, by }, 'a result was deleted');
  },
};
