// The peer of the benchmarks: a plain controller-runtime operator that writes the same status to every protection.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"

	"k8s.io/apimachinery/pkg/api/equality"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/tools/clientcmd"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/builder"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/controller"
	"sigs.k8s.io/controller-runtime/pkg/log"
	"sigs.k8s.io/controller-runtime/pkg/log/zap"
	metricsserver "sigs.k8s.io/controller-runtime/pkg/metrics/server"
	"sigs.k8s.io/controller-runtime/pkg/predicate"
)

type reconciler struct {
	client.Client
	template Status
}

func (r *reconciler) Reconcile(ctx context.Context, request ctrl.Request) (ctrl.Result, error) {
	var protection Protection
	if err := r.Get(ctx, request.NamespacedName, &protection); err != nil {
		return ctrl.Result{}, client.IgnoreNotFound(err)
	}
	wanted := r.wanted(&protection)
	if equality.Semantic.DeepEqual(*wanted, protection.Status) {
		return ctrl.Result{}, nil
	}
	protection.Status = *wanted
	return ctrl.Result{}, r.Status().Update(ctx, &protection)
}

// The template, with this machine's name and ids, the generation, and the times that conditions had.
func (r *reconciler) wanted(protection *Protection) *Status {
	status := r.template.DeepCopy()
	status.Machine = protection.Name
	status.ObservedGeneration = protection.Generation
	status.Bound.MachineName = protection.Name
	status.Bound.ItemID += "-" + protection.Name
	status.Bound.MachineID += "-" + protection.Name
	for i := range status.Conditions {
		condition := &status.Conditions[i]
		condition.ObservedGeneration = protection.Generation
		condition.LastTransitionTime = metav1.Now().Rfc3339Copy()
		for _, old := range protection.Status.Conditions {
			if old.Type == condition.Type && old.Status == condition.Status {
				condition.LastTransitionTime = old.LastTransitionTime
			}
		}
	}
	return status
}

func run() error {
	kubeconfig := flag.String("config", "", "kubeconfig")
	template := flag.String("status", "", "a file with the status to write, as JSON")
	workers := flag.Int("workers", 16, "MaxConcurrentReconciles")
	flag.Parse()
	log.SetLogger(zap.New(zap.UseDevMode(false), zap.WriteTo(io.Discard)))

	text, err := os.ReadFile(*template)
	if err != nil {
		return err
	}
	r := &reconciler{}
	if err := json.Unmarshal(text, &r.template); err != nil {
		return err
	}
	config, err := clientcmd.BuildConfigFromFlags("", *kubeconfig)
	if err != nil {
		return err
	}
	config.QPS = -1 // its default of 20 a second would be all that is measured
	scheme := runtime.NewScheme()
	addToScheme(scheme)
	manager, err := ctrl.NewManager(config, ctrl.Options{
		Scheme:  scheme,
		Metrics: metricsserver.Options{BindAddress: "0"},
		Cache:   cache.Options{DefaultTransform: cache.TransformStripManagedFields()},
	})
	if err != nil {
		return err
	}
	r.Client = manager.GetClient()
	err = ctrl.NewControllerManagedBy(manager).
		For(&Protection{}, builder.WithPredicates(predicate.GenerationChangedPredicate{})).
		WithOptions(controller.Options{MaxConcurrentReconciles: *workers}).
		Complete(r)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctrl.SetupSignalHandler())
	go func() { // whoever started it is gone
		_, _ = io.Copy(io.Discard, os.Stdin)
		stop()
	}()
	return manager.Start(ctx)
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
