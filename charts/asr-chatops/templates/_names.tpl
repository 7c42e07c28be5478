{{/* Names, labels and the image: what every object of the chart has in common. */}}

{{- define "asr-chatops.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
app.kubernetes.io/part-of: asr-chatops
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{/* (list $ "operator") */}}
{{- define "asr-chatops.selector" -}}
app.kubernetes.io/name: asr-chatops
app.kubernetes.io/instance: {{ (index . 0).Release.Name }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end }}

{{/* name, namespace and labels of an object: (list $ "operator") */}}
{{- define "asr-chatops.metadata" -}}
name: asr-chatops-{{ index . 1 }}
namespace: {{ (index . 0).Release.Namespace }}
labels:
  {{- include "asr-chatops.labels" (index . 0) | nindent 2 }}
  {{- include "asr-chatops.selector" . | nindent 2 }}
{{- end }}

{{- define "asr-chatops.image" -}}
{{- with .Values.image }}
{{- if .digest }}{{ .repository }}@{{ .digest }}
{{- else }}{{ .repository }}:{{ .tag | default $.Chart.AppVersion }}
{{- end }}
{{- end }}
{{- end }}

{{/* What helm uninstall leaves where it is. */}}
{{- define "asr-chatops.kept" -}}
{{- if .Values.crds.keep }}
helm.sh/resource-policy: keep
{{- end }}
{{- end }}

{{- define "asr-chatops.simulatorUrl" -}}
{{- if .Values.operator.simulatorUrl }}{{ .Values.operator.simulatorUrl }}
{{- else if .Values.simulator.enabled }}http://asr-chatops-simulator.{{ .Release.Namespace }}.svc:8090
{{- end }}
{{- end }}
