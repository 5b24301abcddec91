# SPDX-License-Identifier: GPL-3.0-or-later
# Completion of linesman-cli for fish.

set -l commands info stats calls conversations messages streams quality packets sound events media registrations subscriptions authentication rtcp srtp videos repairs extensions vq hosts chats dialogs transactions show flow fields
set -l none "not __fish_seen_subcommand_from $commands"

complete -c linesman-cli -n $none -f
complete -c linesman-cli -n $none -a info -d 'What the file holds'
complete -c linesman-cli -n $none -a stats -d 'Counts by method, status and outcome'
complete -c linesman-cli -n $none -a calls -d 'A row a call'
complete -c linesman-cli -n $none -a conversations -d 'A row a conversation'
complete -c linesman-cli -n $none -a messages -d 'A row a SIP message'
complete -c linesman-cli -n $none -a streams -d 'A row an RTP stream, with its quality'
complete -c linesman-cli -n $none -a quality -d 'How the scores of each stream come about'
complete -c linesman-cli -n $none -a packets -d 'A row an RTP packet'
complete -c linesman-cli -n $none -a sound -d 'What is heard in each stream, or that as a file'
complete -c linesman-cli -n $none -a events -d 'A row a step of another protocol'
complete -c linesman-cli -n $none -a media -d 'A row a media line of an offer and its answer'
complete -c linesman-cli -n $none -a registrations -d 'A row a contact that registered'
complete -c linesman-cli -n $none -a subscriptions -d 'A row a subscription, REFER or publication'
complete -c linesman-cli -n $none -a authentication -d 'A row a challenge and its answer'
complete -c linesman-cli -n $none -a rtcp -d 'A row an RTCP datagram'
complete -c linesman-cli -n $none -a srtp -d 'A row a stream of SRTP and its key'
complete -c linesman-cli -n $none -a videos -d 'A row a stream of video: size, frame rate, freezes'
complete -c linesman-cli -n $none -a repairs -d 'A row a stream with RTX, RED or FEC'
complete -c linesman-cli -n $none -a extensions -d 'A row a header extension of a stream'
complete -c linesman-cli -n $none -a vq -d 'A row a report of quality that an end sends'
complete -c linesman-cli -n $none -a hosts -d 'A row a host and its roles'
complete -c linesman-cli -n $none -a chats -d 'A row an instant message'
complete -c linesman-cli -n $none -a dialogs -d 'A row a dialog and its problems'
complete -c linesman-cli -n $none -a transactions -d 'A row a transaction and how long it took'
complete -c linesman-cli -n $none -a show -d 'Messages taken apart'
complete -c linesman-cli -n $none -a flow -d 'The ladder of calls'
complete -c linesman-cli -n $none -a fields -d 'What --filter and --columns know'
complete -c linesman-cli -n $none -a help -d 'What the commands are'
complete -c linesman-cli -n $none -l version -d 'The version'
complete -c linesman-cli -s h -l help -d 'Help'

complete -c linesman-cli -n "__fish_seen_subcommand_from $commands" -l json -d 'JSON Lines, one object a row'
complete -c linesman-cli -n "__fish_seen_subcommand_from $commands" -l csv -d 'Comma-separated values'
complete -c linesman-cli -n "__fish_seen_subcommand_from $commands" -l keylog -r -d 'Decrypt TLS with the secrets that a program logged'
complete -c linesman-cli -n "__fish_seen_subcommand_from $commands" -l rsa-key -r -d 'Decrypt TLS with a private RSA key'
complete -c linesman-cli -n "__fish_seen_subcommand_from $commands" -l esp-sa -r -d 'Decrypt ESP with security associations'
complete -c linesman-cli -n "__fish_seen_subcommand_from $commands" -l srtp-keys -r -d 'Decrypt SRTP with keys of a file'
complete -c linesman-cli -n "__fish_seen_subcommand_from $commands" -l keep-duplicates -d 'Count a packet that was captured twice twice'
complete -c linesman-cli -n "__fish_seen_subcommand_from $commands" -l shift -x -d 'Move the clock of the Nth file'
complete -c linesman-cli -n "__fish_seen_subcommand_from $commands" -l align -d 'Line up the clocks of the files'
complete -c linesman-cli -n "__fish_seen_subcommand_from $commands" -l threads -x -d 'Work with at most so many threads'
# The last word of a query, or the last name of a list.
function __linesman_cli_fields
    set -l before (commandline -ct | string replace -r '[^ ,(!"]*$' '' | string trim -l -c '"')
    for field in (linesman-cli fields --csv 2>/dev/null | string replace -r ',.*' '')
        echo "$before$field"
    end
end
complete -c linesman-cli -n '__fish_seen_subcommand_from stats calls conversations messages streams quality packets sound events media flow registrations subscriptions authentication rtcp srtp videos repairs extensions vq hosts chats dialogs transactions show' -l filter -x -a '(__linesman_cli_fields)' -d 'What the query asks for'
complete -c linesman-cli -n '__fish_seen_subcommand_from calls conversations messages streams quality packets sound events media registrations subscriptions authentication rtcp srtp videos repairs extensions vq hosts chats dialogs transactions' -l columns -x -a '(__linesman_cli_fields)' -d 'These columns alone'
complete -c linesman-cli -n '__fish_seen_subcommand_from calls' -l all -d 'Every Call-ID'
complete -c linesman-cli -n '__fish_seen_subcommand_from messages streams quality packets sound events media flow registrations subscriptions authentication rtcp srtp videos repairs extensions vq chats dialogs transactions' -l call -x -d 'The call with this number'
complete -c linesman-cli -n '__fish_seen_subcommand_from messages streams quality packets sound events media flow registrations subscriptions authentication rtcp srtp videos repairs extensions vq chats dialogs transactions' -l call-id -x -d 'The messages with this Call-ID'
complete -c linesman-cli -n '__fish_seen_subcommand_from calls messages streams quality packets sound' -l path -x -d 'What came through these layers'
complete -c linesman-cli -n '__fish_seen_subcommand_from quality packets sound' -l stream -x -d 'The stream with this number'
complete -c linesman-cli -n '__fish_seen_subcommand_from packets' -l problems -d 'Packets that something is wrong with'
complete -c linesman-cli -n '__fish_seen_subcommand_from sound' -l buffer -x -a 'none 50 200 adaptive joined' -d 'What packets go through'
complete -c linesman-cli -n '__fish_seen_subcommand_from sound' -l channels -x -a 'mono stereo each' -d 'What channels hold'
complete -c linesman-cli -n '__fish_seen_subcommand_from sound' -l codecs -x -d 'What payload types are'
complete -c linesman-cli -n '__fish_seen_subcommand_from show' -l frame -x -d 'The message in this frame'
complete -c linesman-cli -n '__fish_seen_subcommand_from show authentication' -l password -x -d 'Check digests with a password'
complete -c linesman-cli -n '__fish_seen_subcommand_from show authentication' -l password-file -r -d 'Check digests with the passwords in a file'
complete -c linesman-cli -n '__fish_seen_subcommand_from show' -l certificates -r -d 'Check signatures of Identity headers'
complete -c linesman-cli -n '__fish_seen_subcommand_from flow sound' -s o -l output -r -d 'Write to a file'
complete -c linesman-cli -n '__fish_seen_subcommand_from calls conversations flow' -l link -x -d 'Calls that belong to one conversation'
complete -c linesman-cli -n '__fish_seen_subcommand_from calls conversations flow' -l unlink -x -d 'Calls that are not linked'
complete -c linesman-cli -n '__fish_seen_subcommand_from flow' -l legs -d 'All calls of the conversation'
complete -c linesman-cli -n '__fish_seen_subcommand_from flow' -l ports -d 'One column for each address and port'
complete -c linesman-cli -n '__fish_seen_subcommand_from flow' -l no-media -d 'Leave the media streams out'
complete -c linesman-cli -n '__fish_seen_subcommand_from flow' -l no-events -d 'Leave the steps of other protocols out'
complete -c linesman-cli -n '__fish_seen_subcommand_from flow' -l no-fold -d 'Show every retransmission'
complete -c linesman-cli -n '__fish_seen_subcommand_from flow' -l time -x -a 'delta relative clock' -d 'What the times mean'
