/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sound/child/pipeline.h"

#include <gst/app/gstappsink.h>
#include <gst/app/gstappsrc.h>
#include <stdlib.h>

#define MOST_WAITING_BYTES (1u << 20)

/* What libraries have to say goes nowhere: the side that asks is told what is of use to it. */
static void
keep_quiet(const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
  (void)domain;
  (void)level;
  (void)message;
  (void)data;
}

void
lm_sound_pipeline_start(void)
{
  g_log_set_default_handler(keep_quiet, NULL);
  /* No code is made at run time: memory that can be run is not to be had later. */
  setenv("ORC_CODE", "backup", 1);
  setenv("GST_DEBUG", "", 1);
  gst_init(NULL, NULL);
}

static GstElement *
make_decoder(LmSoundDecoder decoder)
{
  const char *element, *package;
  for (unsigned i = 0; lm_sound_element(decoder, i, &element, &package); i++) {
    GstElement *made = gst_element_factory_make(element, NULL);
    if (made)
      return made;
  }
  return NULL;
}

/* Speex has its parameters in a header before its first frame (Speex manual, 7.2), which RTP leaves
 * out (RFC 5574, 3): this is one that says what SDP says. */
static GstBuffer *
speex_header(const LmWireCodec *codec)
{
  uint8_t header[80] = "Speex   1.2";
  uint32_t mode = codec->clock_hz > 12500 ? codec->clock_hz > 25000 ? 2 : 1 : 0;
  const uint32_t values[] = {
      1, 80, codec->clock_hz, mode, 4, codec->channels, (uint32_t)-1, 160u << mode, 0, 1, 0, 0, 0};
  for (size_t i = 0; i < sizeof values / sizeof *values; i++)
    GST_WRITE_UINT32_LE(header + 28 + 4 * i, values[i]);
  return gst_buffer_new_memdup(header, sizeof header);
}

static GstBuffer *
speex_comment(void)
{
  static const uint8_t comment[9] = {0};
  return gst_buffer_new_memdup(comment, sizeof comment);
}

static GstCaps *
speex_caps(const LmWireCodec *codec)
{
  GstCaps *caps = gst_caps_new_simple("audio/x-speex", "rate", G_TYPE_INT, (int)codec->clock_hz,
                                      "channels", G_TYPE_INT, codec->channels, NULL);
  GValue headers = G_VALUE_INIT, value = G_VALUE_INIT;
  g_value_init(&headers, GST_TYPE_ARRAY);
  g_value_init(&value, GST_TYPE_BUFFER);
  gst_value_take_buffer(&value, speex_header(codec));
  gst_value_array_append_value(&headers, &value);
  gst_value_take_buffer(&value, speex_comment());
  gst_value_array_append_value(&headers, &value);
  gst_structure_set_value(gst_caps_get_structure(caps, 0), "streamheader", &headers);
  g_value_unset(&headers);
  g_value_unset(&value);
  return caps;
}

/* What the decoder has to be told of its input. The names "unknown/unknown" are those of gst-libav
 * for codecs that GStreamer has none for. */
static GstCaps *
caps_for(const LmPayloadFormat *format, const LmWireCodec *codec)
{
  switch (format->decoder) {
  case LM_SOUND_G722:
    return gst_caps_from_string("audio/G722,rate=16000,channels=1");
  case LM_SOUND_G726:
  case LM_SOUND_G726_BIG:
    return gst_caps_new_simple("audio/x-adpcm", "layout", G_TYPE_STRING, "g726", "rate", G_TYPE_INT,
                               8000, "channels", G_TYPE_INT, 1, "bitrate", G_TYPE_INT,
                               8000 * format->bits, NULL);
  case LM_SOUND_G729:
    return gst_caps_from_string("audio/G729,rate=8000,channels=1");
  case LM_SOUND_G7221:
    return gst_caps_from_string("unknown/unknown,rate=16000,channels=1");
  case LM_SOUND_G723:
    return gst_caps_from_string("unknown/unknown,rate=8000,channels=1");
  case LM_SOUND_ILBC:
    return gst_caps_new_simple("unknown/unknown", "rate", G_TYPE_INT, 8000, "channels", G_TYPE_INT,
                               1, "block_align", G_TYPE_INT, format->ilbc_mode == 20 ? 38 : 50,
                               NULL);
  case LM_SOUND_GSM:
    return gst_caps_from_string("audio/x-gsm,rate=8000,channels=1");
  case LM_SOUND_OPUS:
    return gst_caps_new_simple("audio/x-opus", "channel-mapping-family", G_TYPE_INT, 0, "channels",
                               G_TYPE_INT, codec->want_channels, NULL);
  case LM_SOUND_SPEEX:
    return speex_caps(codec);
  case LM_SOUND_AMR:
    return gst_caps_from_string("audio/AMR,rate=8000,channels=1");
  case LM_SOUND_AMR_WB:
    return gst_caps_from_string("audio/AMR-WB,rate=16000,channels=1");
  case LM_SOUND_SIREN:
    return gst_caps_from_string("audio/x-siren,dct-length=320,rate=16000,channels=1");
  default:
    return gst_caps_new_empty();
  }
}

static void
set_up_ends(LmSoundPipeline *pipeline, const LmPayloadFormat *format, const LmWireCodec *codec)
{
  GstCaps *in = caps_for(format, codec);
  GstCaps *out = gst_caps_new_simple(
      "audio/x-raw", "format", G_TYPE_STRING, "S16LE", "layout", G_TYPE_STRING, "interleaved",
      "rate", G_TYPE_INT, (int)codec->rate_hz, "channels", G_TYPE_INT, codec->want_channels, NULL);
  g_object_set(pipeline->source, "caps", in, "format", GST_FORMAT_TIME, "block", TRUE, "max-bytes",
               (guint64)MOST_WAITING_BYTES, NULL);
  g_object_set(pipeline->sink, "caps", out, "sync", FALSE, "async", FALSE, NULL);
  gst_caps_unref(in);
  gst_caps_unref(out);
}

/* A fault of the stream is no reason to stop, and threads gain nothing with so little to do. */
static void
set_up_decoder(GstElement *decoder)
{
  GObjectClass *class = G_OBJECT_GET_CLASS(decoder);
  if (g_object_class_find_property(class, "max-errors"))
    g_object_set(decoder, "max-errors", -1, NULL);
  if (g_object_class_find_property(class, "max-threads"))
    g_object_set(decoder, "max-threads", 1, NULL);
  /* Where packets are missing, that is said by GAP events. */
  if (g_object_class_find_property(class, "plc"))
    g_object_set(decoder, "plc", TRUE, NULL);
  if (g_object_class_find_property(class, "use-inband-fec"))
    g_object_set(decoder, "use-inband-fec", TRUE, NULL);
}

bool
lm_sound_pipeline_open(LmSoundPipeline *pipeline, const LmPayloadFormat *format,
                       const LmWireCodec *codec)
{
  GstElement *decoder = make_decoder(format->decoder);
  GstElement *convert = gst_element_factory_make("audioconvert", NULL);
  GstElement *resample = gst_element_factory_make("audioresample", NULL);
  pipeline->source = gst_element_factory_make("appsrc", NULL);
  pipeline->sink = gst_element_factory_make("appsink", NULL);
  if (!decoder || !convert || !resample || !pipeline->source || !pipeline->sink)
    return false;
  pipeline->frame_bytes = 2u * codec->want_channels;
  pipeline->pipeline = gst_pipeline_new(NULL);
  pipeline->bus = gst_element_get_bus(pipeline->pipeline);
  set_up_ends(pipeline, format, codec);
  set_up_decoder(decoder);
  gst_bin_add_many(GST_BIN(pipeline->pipeline), pipeline->source, decoder, convert, resample,
                   pipeline->sink, NULL);
  return gst_element_link_many(pipeline->source, decoder, convert, resample, pipeline->sink,
                               NULL) &&
         gst_element_set_state(pipeline->pipeline, GST_STATE_PLAYING) != GST_STATE_CHANGE_FAILURE;
}

void
lm_sound_pipeline_push(LmSoundPipeline *pipeline, GstClockTime time, LmSlice frame)
{
  GstBuffer *buffer = gst_buffer_new_memdup(frame.data, frame.len);
  GST_BUFFER_PTS(buffer) = time;
  gst_app_src_push_buffer(GST_APP_SRC(pipeline->source), buffer);
}

void
lm_sound_pipeline_push_gap(LmSoundPipeline *pipeline, GstClockTime time, GstClockTime duration)
{
  gst_element_send_event(pipeline->source, gst_event_new_gap(time, duration));
}

static void
take_sample(LmSoundPipeline *pipeline, GstSample *sample)
{
  GstBuffer *buffer = gst_sample_get_buffer(sample);
  GstMapInfo map;
  if (buffer && GST_BUFFER_PTS_IS_VALID(buffer) && gst_buffer_map(buffer, &map, GST_MAP_READ)) {
    size_t len = map.size - map.size % pipeline->frame_bytes;
    pipeline->take(pipeline->data, (uint32_t)(GST_BUFFER_PTS(buffer) / GST_SECOND),
                   lm_slice(map.data, len));
    gst_buffer_unmap(buffer, &map);
  }
  gst_sample_unref(sample);
}

const char *
lm_sound_pipeline_error(LmSoundPipeline *pipeline)
{
  GstMessage *message = gst_bus_pop_filtered(pipeline->bus, GST_MESSAGE_ERROR);
  if (message && !pipeline->error[0]) {
    GError *error = NULL;
    gst_message_parse_error(message, &error, NULL);
    g_strlcpy(pipeline->error, error ? error->message : "?", sizeof pipeline->error);
    g_clear_error(&error);
  }
  if (message)
    gst_message_unref(message);
  return pipeline->error[0] ? pipeline->error : NULL;
}

const char *
lm_sound_pipeline_pull(LmSoundPipeline *pipeline, bool all)
{
  GstAppSink *sink = GST_APP_SINK(pipeline->sink);
  const char *error = NULL;
  if (all)
    gst_app_src_end_of_stream(GST_APP_SRC(pipeline->source));
  do {
    GstSample *sample;
    while ((sample = gst_app_sink_try_pull_sample(sink, all ? 100 * GST_MSECOND : 0)))
      take_sample(pipeline, sample);
    error = lm_sound_pipeline_error(pipeline);
  } while (all && !error && !gst_app_sink_is_eos(sink));
  return error;
}
