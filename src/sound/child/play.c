/* SPDX-License-Identifier: GPL-3.0-or-later */

/* linesman-sound play RATE CHANNELS: plays samples of 16 bits in the machine's order, channels
 * interleaved, from standard input to its end, by the sound system that GStreamer finds. On
 * standard output, a line each:
 *
 *   position FRAMES   how many were heard
 *   end               all of them
 *   missing PACKAGE   GStreamer lacks an element of it
 *   no-device         there is nothing that sound could go to
 *   failed WORDS      what GStreamer said
 *
 * To stop is to end the process. It reads samples alone, and no byte of a capture, so it keeps what
 * a sound system needs. */

#include "sound/child/verbs.h"

#include <gst/gst.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

#define POSITION_MS 30

typedef struct {
  GstElement *pipeline, *sink;
  GMainLoop *loop;
  unsigned rate, channels;
} Player;

/* What the sound passes through, and where Debian has it. */
static const struct {
  const char *element, *package;
} parts[] = {
    {"fdsrc", "libgstreamer1.0-0"},
    {"rawaudioparse", "gstreamer1.0-plugins-base"},
    {"audioconvert", "gstreamer1.0-plugins-base"},
    {"audioresample", "gstreamer1.0-plugins-base"},
    {"autoaudiosink", "gstreamer1.0-plugins-good"},
};
enum { FDSRC, PARSE, CONVERT, RESAMPLE, SINK, N_PARTS };

static void
say_failed(const char *words)
{
  printf("failed ");
  for (; *words; words++)
    putchar(*words == '\n' || *words == '\r' ? ' ' : *words);
  putchar('\n');
}

/* NULL, with the word said, where an element is missing. */
static GstElement *
build(Player *player)
{
  GstElement *elements[N_PARTS];
  GstElement *pipeline = gst_pipeline_new(NULL);
  for (int i = 0; i < N_PARTS; i++) {
    elements[i] = gst_element_factory_make(parts[i].element, NULL);
    if (!elements[i]) {
      printf("missing %s\n", parts[i].package);
      gst_object_unref(pipeline);
      return NULL;
    }
    gst_bin_add(GST_BIN(pipeline), elements[i]);
    if (i > 0)
      gst_element_link(elements[i - 1], elements[i]);
  }
  gst_util_set_object_arg(G_OBJECT(elements[FDSRC]), "fd", "0");
  gst_util_set_object_arg(G_OBJECT(elements[PARSE]), "format", "pcm");
  gst_util_set_object_arg(G_OBJECT(elements[PARSE]), "pcm-format",
                          G_BYTE_ORDER == G_LITTLE_ENDIAN ? "s16le" : "s16be");
  g_object_set(elements[PARSE], "sample-rate", (int)player->rate, "num-channels",
               (int)player->channels, NULL);
  player->sink = elements[SINK];
  return pipeline;
}

/* Where no sound system can be reached, autoaudiosink plays into nothing by itself, and only warns.
 */
static gboolean
has_device(GstElement *sink)
{
  GValue value = G_VALUE_INIT;
  GstIterator *iterator = gst_bin_iterate_elements(GST_BIN(sink));
  gboolean fake = FALSE;
  while (gst_iterator_next(iterator, &value) == GST_ITERATOR_OK) {
    GstElementFactory *factory = gst_element_get_factory(g_value_get_object(&value));
    fake = fake || (factory && !strcmp(GST_OBJECT_NAME(factory), "fakesink"));
    g_value_reset(&value);
  }
  g_value_unset(&value);
  gst_iterator_free(iterator);
  return !fake;
}

static gboolean
position_cb(gpointer data)
{
  Player *player = data;
  gint64 ns;
  /* Both may be due in the same turn of the loop; the end is the last that is said. */
  if (!g_main_loop_is_running(player->loop))
    return G_SOURCE_REMOVE;
  if (gst_element_query_position(player->pipeline, GST_FORMAT_TIME, &ns) && ns >= 0)
    printf("position %" PRIu64 "\n", gst_util_uint64_scale((guint64)ns, player->rate, GST_SECOND));
  return G_SOURCE_CONTINUE;
}

static gboolean
message_cb(GstBus *bus, GstMessage *message, gpointer data)
{
  Player *player = data;
  if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_EOS) {
    printf("end\n");
    g_main_loop_quit(player->loop);
  } else if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_ERROR) {
    GError *error = NULL;
    gst_message_parse_error(message, &error, NULL);
    say_failed(error->message);
    g_error_free(error);
    g_main_loop_quit(player->loop);
  }
  return G_SOURCE_CONTINUE;
}

static void
run(Player *player)
{
  GstBus *bus = gst_element_get_bus(player->pipeline);
  gst_bus_add_watch(bus, message_cb, player);
  g_timeout_add(POSITION_MS, position_cb, player);
  g_main_loop_run(player->loop);
  gst_bus_remove_watch(bus);
  gst_object_unref(bus);
}

/* A number of at most six digits; 0 for anything else. */
static unsigned
number(const char *text)
{
  unsigned value = 0;
  for (int i = 0; text[i]; i++) {
    if (i == 6 || text[i] < '0' || text[i] > '9')
      return 0;
    value = value * 10 + (unsigned)(text[i] - '0');
  }
  return value;
}

int
lm_sound_play(int argc, char **argv)
{
  Player player = {0};
  player.rate = argc == 3 ? number(argv[1]) : 0;
  player.channels = argc == 3 ? number(argv[2]) : 0;
  if (player.rate < 1000 || player.rate > 384000 || player.channels < 1 || player.channels > 8) {
    fputs("usage: linesman-sound play RATE CHANNELS\n", stderr);
    return 2;
  }
  /* Whoever started it and is gone hears nothing. */
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  setvbuf(stdout, NULL, _IOLBF, 0);
  gst_init(NULL, NULL);
  player.pipeline = build(&player);
  if (!player.pipeline)
    return 0;
  player.loop = g_main_loop_new(NULL, FALSE);
  if (gst_element_set_state(player.pipeline, GST_STATE_READY) == GST_STATE_CHANGE_FAILURE ||
      !has_device(player.sink))
    printf("no-device\n");
  else if (gst_element_set_state(player.pipeline, GST_STATE_PLAYING) == GST_STATE_CHANGE_FAILURE)
    say_failed("the sound system does not take the sound");
  else
    run(&player);
  gst_element_set_state(player.pipeline, GST_STATE_NULL);
  gst_object_unref(player.pipeline);
  g_main_loop_unref(player.loop);
  return 0;
}
