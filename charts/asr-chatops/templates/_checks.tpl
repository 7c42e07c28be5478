{{/* What a schema cannot say in a sentence that helps: included once, by NOTES.txt's neighbour checks.yaml. */}}

{{- define "asr-chatops.checks" -}}
{{- if not .Values.image.repository }}
{{- fail "\n\nSet image.repository: no image of asr-chatops is published, so it is built and pushed by you (docs/install.md)." }}
{{- end }}
{{- with .Values.bot }}
{{- if .enabled }}
{{- if not $.Values.clusterName }}
{{- fail "\n\nSet clusterName: with bot.enabled it stands on every card, so that nobody drills in the wrong cluster." }}
{{- end }}
{{- if not .slack.existingSecret }}
{{- fail "\n\nSet bot.slack.existingSecret: the Secret with Slack's tokens (docs/slack-setup.md, step 3). Or leave out bot.enabled." }}
{{- end }}
{{- if not .slack.channel }}
{{- fail "\n\nSet bot.slack.channel: the id of the channel for alerts, such as C024BE91L. Its details show it at the bottom." }}
{{- end }}
{{- end }}
{{- if and .ingress.enabled (ne .slack.inbound "http") }}
{{- fail "\n\nbot.ingress is for bot.slack.inbound: http. With socket nothing is open to Slack: leave bot.ingress.enabled out." }}
{{- end }}
{{- if and .ingress.enabled (not .ingress.host) }}
{{- fail "\n\nSet bot.ingress.host: the name by which Slack reaches the bot, such as asr.example.com." }}
{{- end }}
{{- end }}
{{- if and .Values.simulator.enabled .Values.operator.simulatorUrl }}
{{- fail "\n\nSet simulator.enabled or operator.simulatorUrl, not both: there would be two that play Azure." }}
{{- end }}
{{- if and .Values.simulator.enabled .Values.operator.workloadIdentity.enabled }}
{{- fail "\n\nsimulator.enabled is a trial without Azure: leave out operator.workloadIdentity, which is for the real one." }}
{{- end }}
{{- end }}
