// The kind that is measured, typed as a kubebuilder operator would have it. The status is taken from a real one.
package main

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

type Machine struct {
	Name string `json:"name,omitempty"`
}

type Spec struct {
	Vault          string  `json:"vault,omitempty"`
	Policy         string  `json:"policy"`
	Machine        Machine `json:"machine"`
	DrillEveryDays int     `json:"drillEveryDays,omitempty"`
	DeletionPolicy string  `json:"deletionPolicy,omitempty"`
	Suspend        bool    `json:"suspend"`
}

type Agent struct {
	HeartbeatStale   bool     `json:"heartbeatStale"`
	RebootNeeded     bool     `json:"rebootNeeded"`
	UpgradeBlockedBy []string `json:"upgradeBlockedBy,omitempty"`
	Upgradeable      bool     `json:"upgradeable"`
	Version          string   `json:"version,omitempty"`
}

type Disk struct {
	ID        string `json:"id"`
	Name      string `json:"name,omitempty"`
	OSDisk    bool   `json:"osDisk"`
	SizeBytes int64  `json:"sizeBytes,omitempty"`
	State     string `json:"state"`
}

type HealthError struct {
	Category          string `json:"category,omitempty"`
	Code              string `json:"code"`
	Message           string `json:"message"`
	PossibleCauses    string `json:"possibleCauses,omitempty"`
	RecommendedAction string `json:"recommendedAction,omitempty"`
	Severity          string `json:"severity,omitempty"`
}

type Bound struct {
	CacheStorageAccount string            `json:"cacheStorageAccount,omitempty"`
	ItemCreatedByUs     bool              `json:"itemCreatedByUs"`
	ItemID              string            `json:"itemId,omitempty"`
	ItemName            string            `json:"itemName,omitempty"`
	MachineID           string            `json:"machineId,omitempty"`
	MachineName         string            `json:"machineName,omitempty"`
	PolicyID            string            `json:"policyId,omitempty"`
	ProcessServerID     string            `json:"processServerId,omitempty"`
	RunAsAccount        string            `json:"runAsAccount,omitempty"`
	RunAsAccountID      string            `json:"runAsAccountId,omitempty"`
	Target              map[string]string `json:"target,omitempty"`
	TestNetwork         map[string]string `json:"testNetwork,omitempty"`
	Vault               string            `json:"vault,omitempty"`
	VaultID             string            `json:"vaultId,omitempty"`
}

type Status struct {
	ActiveLocation     string             `json:"activeLocation,omitempty"`
	Agent              *Agent             `json:"agent,omitempty"`
	AllowedOperations  []string           `json:"allowedOperations,omitempty"`
	Bound              *Bound             `json:"bound,omitempty"`
	Conditions         []metav1.Condition `json:"conditions,omitempty"`
	Disks              []Disk             `json:"disks,omitempty"`
	FailoverHealth     string             `json:"failoverHealth,omitempty"`
	HealthErrors       []HealthError      `json:"healthErrors,omitempty"`
	LastDrillSummary   string             `json:"lastDrillSummary,omitempty"`
	Machine            string             `json:"machine,omitempty"`
	ObservedGeneration int64              `json:"observedGeneration"`
	PortalLink         string             `json:"portalLink,omitempty"`
	ProtectionState    string             `json:"protectionState,omitempty"`
	ReplicationHealth  string             `json:"replicationHealth,omitempty"`
	RpoBand            string             `json:"rpoBand,omitempty"`
	Simulated          bool               `json:"simulated,omitempty"`
	StateDescription   string             `json:"stateDescription,omitempty"`
}

type Protection struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata"`
	Spec              Spec   `json:"spec"`
	Status            Status `json:"status,omitempty"`
}

type ProtectionList struct {
	metav1.TypeMeta `json:",inline"`
	metav1.ListMeta `json:"metadata"`
	Items           []Protection `json:"items"`
}

func copied[T any](values []T) []T {
	if values == nil {
		return nil
	}
	return append([]T(nil), values...)
}

func copiedMap(values map[string]string) map[string]string {
	if values == nil {
		return nil
	}
	out := make(map[string]string, len(values))
	for key, value := range values {
		out[key] = value
	}
	return out
}

// DeepCopy as controller-gen would write it.
func (s *Status) DeepCopy() *Status {
	out := *s
	if s.Agent != nil {
		agent := *s.Agent
		agent.UpgradeBlockedBy = copied(agent.UpgradeBlockedBy)
		out.Agent = &agent
	}
	if s.Bound != nil {
		bound := *s.Bound
		bound.Target, bound.TestNetwork = copiedMap(bound.Target), copiedMap(bound.TestNetwork)
		out.Bound = &bound
	}
	out.AllowedOperations = copied(s.AllowedOperations)
	out.Conditions = copied(s.Conditions)
	out.Disks = copied(s.Disks)
	out.HealthErrors = copied(s.HealthErrors)
	return &out
}

func (p *Protection) DeepCopyObject() runtime.Object {
	out := &Protection{TypeMeta: p.TypeMeta, Spec: p.Spec, Status: *p.Status.DeepCopy()}
	p.ObjectMeta.DeepCopyInto(&out.ObjectMeta)
	return out
}

func (l *ProtectionList) DeepCopyObject() runtime.Object {
	out := &ProtectionList{TypeMeta: l.TypeMeta, ListMeta: *l.ListMeta.DeepCopy()}
	for i := range l.Items {
		out.Items = append(out.Items, *l.Items[i].DeepCopyObject().(*Protection))
	}
	return out
}

var groupVersion = schema.GroupVersion{Group: "asr-chatops.io", Version: "v1alpha1"}

func addToScheme(scheme *runtime.Scheme) {
	scheme.AddKnownTypeWithName(groupVersion.WithKind("PhysicalMachineProtection"), &Protection{})
	scheme.AddKnownTypeWithName(groupVersion.WithKind("PhysicalMachineProtectionList"), &ProtectionList{})
	metav1.AddToGroupVersion(scheme, groupVersion)
}
