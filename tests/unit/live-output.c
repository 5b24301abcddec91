/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a live capture gives out, with a test as its caller and as what brings its packets. */

#include "capture-files.h"

#include "capture/live_output.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#define PACKET_BYTES 100
#define BLOCK_BYTES (32 + PACKET_BYTES)

static char *folder;

typedef struct {
  LmLiveOutput *output;
  int caller;
  LmHelperNote last[LM_HELPER_LAST + 1]; /* by kind, the newest */
  guint n_told[LM_HELPER_LAST + 1];
} Pair;

static char *
path_of(const char *name)
{
  return g_build_filename(folder, name, NULL);
}

static int
make_file(const char *name)
{
  g_autofree char *path = path_of(name);
  int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  g_assert_cmpint(fd, >=, 0);
  return fd;
}

/* A program of one number keeps what begins with that byte; a larger one is none. */
static bool
is_sound(const uint64_t *program, uint32_t n)
{
  return n == 1 && program[0] < 256;
}

static uint32_t
run(const uint64_t *program, uint32_t n, const uint8_t *packet, uint32_t wire_bytes, uint32_t bytes)
{
  return packet[0] == program[0] ? bytes : 0;
}

static void
send_filter(Pair *pair, LmHelperKind kind, uint32_t link, guint64 first_byte)
{
  LmHelperFilter filter = {.note = {.kind = kind, .link = link}};
  filter.note.n_instructions = first_byte ? 1 : 0;
  filter.instructions[0] = first_byte;
  gsize bytes = sizeof filter.note + (first_byte ? LM_HELPER_INSTRUCTION_BYTES : 0);
  g_assert_true(lm_helper_send(pair->caller, lm_slice(&filter, bytes), -1, 0));
}

static void
send_plainly(Pair *pair, LmHelperKind kind, int file)
{
  LmHelperNote note = {.kind = kind};
  g_assert_true(lm_helper_send(pair->caller, lm_slice(&note, sizeof note), file, 0));
}

static void
hear(Pair *pair)
{
  LmHelperNote note;
  while (recv(pair->caller, &note, sizeof note, MSG_DONTWAIT) == (ssize_t)sizeof note) {
    g_assert_cmpuint(note.kind, <=, LM_HELPER_LAST);
    pair->last[note.kind] = note;
    pair->n_told[note.kind]++;
  }
}

/* One link; what it is asked for is said beforehand. It is ready where the file takes its head. */
static Pair
begin_with(LmLiveOutputSetup setup, int file, gboolean ready)
{
  Pair pair = {0};
  int ends[2];
  LmWriterInterface link = {.name = "eth0", .link_type = 1, .snap_bytes = 65535};
  g_assert_cmpint(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), ==, 0);
  pair.caller = ends[0];
  setup.control = ends[1];
  setup.file = file;
  setup.programs = (LmLivePrograms){is_sound, run};
  pair.output = lm_live_output_new(&setup);
  if (setup.look_back_bytes)
    send_filter(&pair, LM_HELPER_KEEP, 0, 'a');
  send_filter(&pair, LM_HELPER_FILTER, 0, 'f');
  const LmHelperFilter *filter = lm_live_output_add_link(pair.output, &link);
  g_assert_nonnull(filter);
  g_assert_cmpuint(filter->instructions[0], ==, 'f');
  lm_live_output_begin(pair.output);
  hear(&pair);
  g_assert_cmpstr(pair.last[LM_HELPER_LINK].text, ==, "eth0");
  g_assert_cmpuint(pair.n_told[LM_HELPER_READY], ==, ready);
  return pair;
}

static Pair
begin(LmLiveOutputSetup setup, int file)
{
  return begin_with(setup, file, TRUE);
}

static Pair
begin_full(void)
{
  int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
  g_assert_cmpint(full, >=, 0);
  return begin_with((LmLiveOutputSetup){0}, full, FALSE);
}

static void
end(Pair *pair)
{
  lm_live_output_end(pair->output, LM_HELPER_END_GONE);
  hear(pair);
  g_assert_cmpuint(pair->n_told[LM_HELPER_ENDED], ==, 1);
  close(pair->caller);
}

static void
put(Pair *pair, guint n, char first_byte)
{
  guint8 data[PACKET_BYTES] = {(guint8)first_byte};
  LmRingPacket packet = {.captured_bytes = sizeof data, .original_bytes = sizeof data};
  for (guint i = 0; i < n; i++) {
    packet.time_ns = (gint64)g_get_real_time() * 1000;
    lm_live_output_link(pair->output, 0)->figures.received++;
    lm_live_output_put(pair->output, &packet, data);
  }
}

/* The file says of its links that there were so many more. */
static guint
count_frames(const char *name, guint64 n_missing)
{
  g_autofree char *path = path_of(name);
  LmError error = {0};
  LmFrame frames[64];
  LmCapture *capture = lm_capture_open(path, NULL, &error);
  g_assert_cmpstr(error.message, ==, "");
  guint n = 0;
  guint64 received = 0;
  for (gsize got; (got = lm_capture_read(capture, frames, G_N_ELEMENTS(frames))) > 0;)
    n += (guint)got;
  g_assert_cmpint(lm_capture_damage(capture)->code, ==, LM_ERROR_NONE);
  const LmCaptureInterface *link = lm_capture_interface(capture, 0);
  g_assert_cmpstr(link->name, ==, "eth0");
  for (gsize i = 0; i < lm_capture_n_interfaces(capture); i++)
    received += lm_capture_interface(capture, i)->received;
  g_assert_cmpuint(received, ==, n + n_missing);
  lm_capture_close(capture);
  return n;
}

static void
assert_sum(const LmHelperFigures *figures)
{
  g_assert_cmpuint(figures->received, ==,
                   figures->written + figures->not_kept + figures->unwritten +
                       figures->dropped_by_system + figures->dropped_by_ring);
}

/* Each file counts for itself, and none is left open. */
static void
test_files(void)
{
  Pair pair = begin((LmLiveOutputSetup){0}, make_file("one"));
  int two = make_file("two");
  put(&pair, 10, 'a');
  lm_live_output_link(pair.output, 0)->figures.received += 3;
  lm_live_output_link(pair.output, 0)->figures.dropped_by_ring += 3;
  send_plainly(&pair, LM_HELPER_NEXT, two);
  close(two);
  g_assert_true(lm_live_output_turn(pair.output));
  hear(&pair);
  g_assert_cmpuint(pair.last[LM_HELPER_FILE].bytes, ==, 2);
  g_assert_cmpuint(count_frames("one", 3), ==, 10);
  put(&pair, 1000, 'b');
  send_plainly(&pair, LM_HELPER_STOP, -1);
  g_assert_false(lm_live_output_turn(pair.output));
  put(&pair, 1, 'c'); /* was on its way */
  end(&pair);
  g_assert_cmpuint(count_frames("two", 0), ==, 1001);
  const LmHelperNote *figures = &pair.last[LM_HELPER_FIGURES];
  g_assert_cmpuint(figures->figures.written, ==, 1011);
  assert_sum(&figures->figures);
  g_autofree char *one = path_of("one"), *other = path_of("two");
  g_autofree char *bytes = NULL, *more = NULL;
  gsize n = 0, n_more = 0;
  g_assert_true(g_file_get_contents(one, &bytes, &n, NULL));
  g_assert_true(g_file_get_contents(other, &more, &n_more, NULL));
  g_assert_cmpuint(figures->bytes, ==, n + n_more);
}

/* What was not wanted is written when it is, and what is no program changes nothing. */
static void
test_keep(void)
{
  Pair pair = begin((LmLiveOutputSetup){.look_back_bytes = 1 << 20, .look_back_ns = G_MAXINT64},
                    make_file("kept"));
  put(&pair, 4, 'a');
  put(&pair, 5, 'b');
  put(&pair, 6, 'c');
  send_filter(&pair, LM_HELPER_KEEP, 0, 1000);
  lm_live_output_turn(pair.output);
  send_filter(&pair, LM_HELPER_KEEP, 7, 'c');
  lm_live_output_turn(pair.output);
  put(&pair, 1, 'a');
  send_filter(&pair, LM_HELPER_KEEP, 0, 'b');
  lm_live_output_turn(pair.output);
  put(&pair, 1, 'a');
  put(&pair, 1, 'b');
  end(&pair);
  const LmHelperFigures *figures = &pair.last[LM_HELPER_FIGURES].figures;
  g_assert_cmpuint(figures->written, ==, 4 + 1 + 5 + 1);
  g_assert_cmpuint(figures->not_kept, ==, 6 + 1);
  assert_sum(figures);
  g_assert_cmpuint(count_frames("kept", figures->not_kept), ==, figures->written);
}

/* The limit is passed by less than a packet, however fast they come. */
static void
test_limit(void)
{
  Pair pair = begin((LmLiveOutputSetup){.limit_bytes = 100000}, make_file("limited"));
  guint64 head = lm_live_output_bytes(pair.output);
  put(&pair, 10000, 'a');
  g_assert_false(lm_live_output_turn(pair.output));
  end(&pair);
  const LmHelperFigures *figures = &pair.last[LM_HELPER_FIGURES].figures;
  g_assert_cmpuint(head + figures->written * BLOCK_BYTES, >=, 100000);
  g_assert_cmpuint(head + figures->written * BLOCK_BYTES, <, 100000 + BLOCK_BYTES);
  g_assert_cmpuint(count_frames("limited", figures->not_kept), ==, figures->written);
  assert_sum(figures);
}

static void
test_limit_packets(void)
{
  Pair pair = begin((LmLiveOutputSetup){.limit_packets = 77}, make_file("counted"));
  put(&pair, 1000, 'a');
  g_assert_false(lm_live_output_turn(pair.output));
  end(&pair);
  g_assert_cmpuint(pair.last[LM_HELPER_FIGURES].figures.written, ==, 77);
  g_assert_cmpuint(pair.last[LM_HELPER_ENDED].cause, ==, LM_HELPER_END_ASKED);
  assert_sum(&pair.last[LM_HELPER_FIGURES].figures);
}

/* The next file is asked for by the packet behind the one that fills a file, and once for each;
 * where it does not come, it goes on. */
static void
test_file_size(void)
{
  enum { FILE_BYTES = 10000 };
  Pair pair = begin((LmLiveOutputSetup){.file_bytes = FILE_BYTES}, make_file("first"));
  guint n_first = (FILE_BYTES - (guint)lm_live_output_bytes(pair.output) - 1) / BLOCK_BYTES + 1;
  put(&pair, n_first, 'a');
  hear(&pair);
  g_assert_cmpuint(pair.n_told[LM_HELPER_SIZE], ==, 0);
  send_plainly(&pair, LM_HELPER_NEXT, make_file("second"));
  put(&pair, 1, 'a');
  hear(&pair);
  g_assert_cmpuint(pair.n_told[LM_HELPER_SIZE], ==, 1);
  g_assert_cmpuint(pair.last[LM_HELPER_FILE].bytes, ==, 2);
  put(&pair, 200, 'a');
  hear(&pair);
  g_assert_cmpuint(pair.n_told[LM_HELPER_SIZE], ==, 2);
  g_assert_cmpuint(pair.last[LM_HELPER_FILE].bytes, ==, 2);
  end(&pair);
  g_assert_cmpuint(count_frames("first", 0), ==, n_first);
  g_assert_cmpuint(count_frames("second", 0), ==, 201);
}

/* A link that is named amid the rest is in this file and in those that follow, and what is said
 * while it is asked for is not lost. */
static void
test_late_link(void)
{
  guint8 data[PACKET_BYTES] = {'a'};
  LmRingPacket packet = {.link = 1, .captured_bytes = sizeof data, .original_bytes = sizeof data};
  LmWriterInterface link = {.name = "eth1", .link_type = 101, .snap_bytes = 65535};
  Pair pair = begin((LmLiveOutputSetup){0}, make_file("early"));
  put(&pair, 3, 'a');
  send_plainly(&pair, LM_HELPER_NEXT, make_file("late"));
  send_filter(&pair, LM_HELPER_KEEP, 0, 'b');
  send_filter(&pair, LM_HELPER_FILTER, 1, 0);
  g_assert_nonnull(lm_live_output_add_link(pair.output, &link));
  lm_live_output_link(pair.output, 1)->figures.received++;
  lm_live_output_put(pair.output, &packet, data);
  lm_live_output_turn(pair.output);
  put(&pair, 2, 'a');
  lm_live_output_link(pair.output, 1)->figures.received++;
  lm_live_output_put(pair.output, &packet, data);
  end(&pair);
  g_assert_cmpstr(pair.last[LM_HELPER_LINK].text, ==, "eth1");
  g_assert_cmpuint(count_frames("early", 0), ==, 4);
  g_assert_cmpuint(count_frames("late", 2), ==, 1);
}

static void
test_full(void)
{
  Pair pair = begin_full();
  put(&pair, 1000, 'a');
  g_assert_false(lm_live_output_turn(pair.output));
  put(&pair, 10, 'a');
  end(&pair);
  g_assert_cmpuint(pair.n_told[LM_HELPER_FAILED], ==, 1);
  g_assert_cmpuint(pair.last[LM_HELPER_FAILED].cause, ==, LM_HELPER_CAUSE_FULL);
  g_assert_cmpuint(pair.last[LM_HELPER_FIGURES].figures.unwritten, ==, 1010);
  assert_sum(&pair.last[LM_HELPER_FIGURES].figures);
}

/* Why it ended, for the caller and for whoever comes later. */
static LmHelperEnd
ends_because(Pair *pair)
{
  LmHelperNote note = {0};
  int last = make_file("last");
  send_plainly(pair, LM_HELPER_LAST, last);
  lm_live_output_turn(pair->output);
  end(pair);
  g_assert_cmpint(pread(last, &note, sizeof note, 0), ==, sizeof note);
  close(last);
  g_assert_cmpmem(&note, sizeof note, &pair->last[LM_HELPER_ENDED], sizeof note);
  return (LmHelperEnd)note.cause;
}

static void
test_why(void)
{
  Pair pair = begin((LmLiveOutputSetup){0}, make_file("why"));
  send_plainly(&pair, LM_HELPER_STOP, -1);
  lm_live_output_turn(pair.output);
  g_assert_cmpint(ends_because(&pair), ==, LM_HELPER_END_ASKED);
  pair = begin((LmLiveOutputSetup){.limit_ns = 1}, make_file("why"));
  g_assert_cmpint(ends_because(&pair), ==, LM_HELPER_END_TIME);
  pair = begin((LmLiveOutputSetup){.limit_bytes = 1}, make_file("why"));
  put(&pair, 1, 'a');
  g_assert_cmpint(ends_because(&pair), ==, LM_HELPER_END_BYTES);
  pair = begin_full();
  g_assert_cmpint(ends_because(&pair), ==, LM_HELPER_END_FAILED);
  g_assert_nonnull(strstr(pair.last[LM_HELPER_ENDED].text, "No space"));
  pair = begin((LmLiveOutputSetup){0}, make_file("why"));
  g_assert_cmpint(ends_because(&pair), ==, LM_HELPER_END_GONE);
}

/* Without its caller it ends, or goes on and tells the next one all. */
static void
test_caller(void)
{
  Pair pair = begin((LmLiveOutputSetup){0}, make_file("left"));
  shutdown(pair.caller, SHUT_RDWR);
  g_assert_false(lm_live_output_turn(pair.output));
  lm_live_output_end(pair.output, LM_HELPER_END_GONE);
  close(pair.caller);
  pair = begin((LmLiveOutputSetup){.keep_on = true}, make_file("alone"));
  put(&pair, 3, 'a');
  close(pair.caller);
  g_assert_true(lm_live_output_turn(pair.output));
  g_assert_cmpint(lm_live_output_control(pair.output), ==, -1);
  put(&pair, 3, 'a');
  g_assert_true(lm_live_output_turn(pair.output));
  Pair next = {.output = pair.output};
  int ends[2];
  g_assert_cmpint(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), ==, 0);
  next.caller = ends[0];
  lm_live_output_welcome(pair.output, ends[1]);
  hear(&next);
  g_assert_cmpstr(next.last[LM_HELPER_LINK].text, ==, "eth0");
  g_assert_cmpuint(next.last[LM_HELPER_FILE].bytes, ==, 1);
  g_assert_cmpuint(next.n_told[LM_HELPER_READY], ==, 1);
  g_assert_cmpuint(next.last[LM_HELPER_FIGURES].figures.received, ==, 6);
  end(&next);
  g_assert_cmpuint(count_frames("alone", 0), ==, 6);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  folder = g_dir_make_tmp("linesman-output-XXXXXX", NULL);
  g_test_add_func("/live-output/files", test_files);
  g_test_add_func("/live-output/keep", test_keep);
  g_test_add_func("/live-output/limit", test_limit);
  g_test_add_func("/live-output/limit-packets", test_limit_packets);
  g_test_add_func("/live-output/file-size", test_file_size);
  g_test_add_func("/live-output/late-link", test_late_link);
  g_test_add_func("/live-output/full", test_full);
  g_test_add_func("/live-output/why", test_why);
  g_test_add_func("/live-output/caller", test_caller);
  int result = g_test_run();
  g_autofree char *remove = g_strdup_printf("rm -r %s", folder);
  g_spawn_command_line_sync(remove, NULL, NULL, NULL, NULL);
  g_free(folder);
  return result;
}
