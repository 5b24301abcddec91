/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The folder of a capture, under $XDG_STATE_HOME/linesman/captures: its state, the socket by which
 * its helper can be reached, the lock of whoever watches it, and its files, unless these lie
 * elsewhere. Nobody but their owner can enter. Private to this room. */

#include "base/error.h"
#include "capture/live_state.h"

typedef struct {
  char *path;
  int fd, lock; /* -1: not open, not ours */
} LmLiveFolder;

#define LM_LIVE_FOLDER_INIT ((LmLiveFolder){.fd = -1, .lock = -1})

/* Opens the folder of all captures, and makes it with @make. Its descriptor, or -1 with @error set;
 * *@path is owned. */
int lm_live_folders_open(bool make, char **path, LmError *error);

/* A new one, locked. */
bool lm_live_folder_make(LmLiveFolder *folder, LmError *error);
/* One that is there. It must be a folder of this user's that nobody else can change. */
bool lm_live_folder_open(LmLiveFolder *folder, const char *path, LmError *error);
void lm_live_folder_close(LmLiveFolder *folder);
/* False if somebody else has it. It is given back by dying, or by closing. */
bool lm_live_folder_lock(LmLiveFolder *folder);
bool lm_live_folder_is_locked(const LmLiveFolder *folder);
/* With all that is in it. */
void lm_live_folder_remove(LmLiveFolder *folder);

/* The state is there as a whole, whenever this ends. */
bool lm_live_folder_write(const LmLiveFolder *folder, const LmLiveState *state, LmError *error);
bool lm_live_folder_read(const LmLiveFolder *folder, LmLiveState *state);

/* A file with room for what the helper says last (LM_HELPER_LAST); -1 if there can be none. */
int lm_live_folder_make_last(const LmLiveFolder *folder);
/* What it said. False if it could say nothing. */
bool lm_live_folder_read_last(const LmLiveFolder *folder, LmHelperNote *note);

/* A socket that callers can come by, to be handed to the helper; -1 with @error set. */
int lm_live_folder_listen(const LmLiveFolder *folder, LmError *error);
/* To whoever listens there; -1: nobody does. */
int lm_live_folder_connect(const LmLiveFolder *folder);
