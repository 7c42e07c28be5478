{{/* What all pods have in common: the restricted profile, where they run, the way out. */}}

{{- define "asr-chatops.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end }}

{{- define "asr-chatops.podSecurity" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
seccompProfile: {type: RuntimeDefault}
{{- end }}

{{/* The pod's own metadata: (list $ "operator"); annotations of a component come with it. */}}
{{- define "asr-chatops.podMetadata" -}}
{{- $values := index (index . 0).Values (index . 1) }}
labels:
  {{- include "asr-chatops.labels" (index . 0) | nindent 2 }}
  {{- include "asr-chatops.selector" . | nindent 2 }}
  {{- with $values.podLabels }}{{ toYaml . | nindent 2 }}{{ end }}
{{- end }}

{{/* All of a pod's spec but its containers and volumes: (list $ "operator") */}}
{{- define "asr-chatops.podSpec" -}}
{{- $root := index . 0 }}
{{- $values := index $root.Values (index . 1) }}
securityContext:
  {{- include "asr-chatops.podSecurity" $root | nindent 2 }}
enableServiceLinks: false
{{- with $root.Values.image.pullSecrets }}
imagePullSecrets: {{ toYaml . | nindent 2 }}
{{- end }}
{{- with $root.Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with $values.nodeSelector }}
nodeSelector: {{ toYaml . | nindent 2 }}
{{- end }}
{{- with $values.tolerations }}
tolerations: {{ toYaml . | nindent 2 }}
{{- end }}
{{- with $values.affinity }}
affinity: {{ toYaml . | nindent 2 }}
{{- end }}
{{- if $root.Values.topologySpread.enabled }}
topologySpreadConstraints:
  {{- range list "kubernetes.io/hostname" "topology.kubernetes.io/zone" }}
  - maxSkew: 1
    topologyKey: {{ . }}
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        {{- include "asr-chatops.selector" $ | nindent 8 }}
  {{- end }}
{{- end }}
{{- end }}

{{/* The container of one of our processes: (list $ "operator") */}}
{{- define "asr-chatops.container" -}}
{{- $root := index . 0 }}
{{- $values := index $root.Values (index . 1) }}
name: {{ index . 1 }}
image: {{ include "asr-chatops.image" $root }}
imagePullPolicy: {{ $root.Values.image.pullPolicy }}
securityContext:
  {{- include "asr-chatops.containerSecurity" $root | nindent 2 }}
resources: {{ toYaml $values.resources | nindent 2 }}
{{- end }}

{{/* /readyz says that it can work, /healthz that only a restart can help. */}}
{{- define "asr-chatops.probes" -}}
readinessProbe:
  httpGet: {path: /readyz, port: health}
  periodSeconds: 5
  timeoutSeconds: 5
livenessProbe:
  httpGet: {path: /healthz, port: health}
  initialDelaySeconds: 20
  periodSeconds: 10
  timeoutSeconds: 10
  failureThreshold: 6
{{- end }}

{{/* The way out: the same for whatever speaks to Azure or Slack. */}}
{{- define "asr-chatops.wayOutEnv" -}}
{{- with .Values.proxy.https }}
- {name: HTTPS_PROXY, value: {{ . | quote }}}
- {name: NO_PROXY, value: {{ include "asr-chatops.noProxy" $ | quote }}}
# Node's own fetch, which reaches Slack, reads the two only with this.
- {name: NODE_USE_ENV_PROXY, value: "1"}
{{- end }}
{{- if .Values.extraCa.configMap }}
- {name: NODE_EXTRA_CA_CERTS, value: /etc/asr-chatops/ca/{{ .Values.extraCa.key }}}
{{- end }}
{{- end }}

{{- define "asr-chatops.noProxy" -}}
localhost,127.0.0.1,.svc,.cluster.local,kubernetes.default.svc
{{- with .Values.proxy.noProxy }},{{ . }}{{ end }}
{{- end }}

{{- define "asr-chatops.wayOutMounts" -}}
{{- if .Values.extraCa.configMap }}
- {name: ca, mountPath: /etc/asr-chatops/ca, readOnly: true}
{{- end }}
{{- end }}

{{- define "asr-chatops.wayOutVolumes" -}}
{{- with .Values.extraCa.configMap }}
- {name: ca, configMap: {name: {{ . }}}}
{{- end }}
{{- end }}
