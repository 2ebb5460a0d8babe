using System.Text.RegularExpressions;
using k8s;
using k8s.Models;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>All that is under deploy/kubernetes, read into Kubernetes' own types, in which an unknown key has no place.</summary>
internal sealed class Manifests
{
    private readonly IReadOnlyList<object> _all;

    private Manifests(IReadOnlyList<object> all, IReadOnlyDictionary<string, HashSet<string>> given) => (_all, Given) = (all, given);

    public static string Folder { get; } = Path.Combine(Machine.Root, "deploy", "kubernetes");

    public static IEnumerable<string> Files => Directory.GetFiles(Folder, "*.yaml").Order();

    /// <summary>Secrets that somebody else makes, with their keys, as the README lists them.</summary>
    public IReadOnlyDictionary<string, HashSet<string>> Given { get; }

    public IEnumerable<Workload> Workloads => Of<V1Deployment>().Select(d => new Workload(d.Metadata.Name, d.Spec.Replicas, d.Spec.Selector, d.Spec.Template, []))
        .Concat(Of<V1StatefulSet>().Select(s => new Workload(s.Metadata.Name, s.Spec.Replicas, s.Spec.Selector, s.Spec.Template, [.. s.Spec.VolumeClaimTemplates.Select(c => c.Metadata.Name)])));

    public static Manifests Read()
    {
        var given = new Dictionary<string, HashSet<string>>();
        foreach (string[] cells in File.ReadLines(Path.Combine(Folder, "README.md")).Where(l => l.StartsWith("| `", StringComparison.Ordinal)).Select(l => l.Split('|')))
        {
            foreach (string secret in Words(cells[1])) given[secret] = [.. Words(cells[2])];
        }

        return new Manifests([.. Files.SelectMany(f => Read(File.ReadAllText(f)))], given);
    }

    /// <summary>Throws at a key that is none.</summary>
    public static IReadOnlyList<object> Read(string text) => KubernetesYaml.LoadAllFromString(text, typeMap: null, strict: true);

    public IEnumerable<T> Of<T>() => _all.OfType<T>();

    /// <summary>Names of all objects, with their namespaces.</summary>
    public IEnumerable<(string Kind, V1ObjectMeta Metadata)> Named => _all.Cast<IKubernetesObject<V1ObjectMeta>>().Select(o => (o.Kind, o.Metadata));

    /// <summary>The keys of a secret or a map; null = there is none of that name.</summary>
    public IReadOnlyDictionary<string, string?>? Data(string name) =>
        Of<V1ConfigMap>().FirstOrDefault(m => m.Metadata.Name == name)?.Data.ToDictionary(d => d.Key, d => (string?)d.Value)
        ?? Given.GetValueOrDefault(name)?.ToDictionary(k => k, _ => (string?)null);

    private static IEnumerable<string> Words(string cell) => Regex.Matches(cell, "`([^`]+)`").Select(m => m.Groups[1].Value);
}

/// <summary>Pods of one kind.</summary>
internal sealed record Workload(string Name, int? Replicas, V1LabelSelector Selector, V1PodTemplateSpec Template, IReadOnlyList<string> Claims)
{
    public V1PodSpec Pod => Template.Spec;

    public V1Container Container => Pod.Containers.Single();

    public bool IsSelectedBy(IDictionary<string, string>? labels) => labels is not null && labels.All(l => Template.Metadata.Labels.TryGetValue(l.Key, out string? value) && value == l.Value);

    /// <summary>Whether a port, by name or number, is one that the container listens on.</summary>
    public bool Has(IntOrString? port) => Container.Ports.Any(p => p.Name == $"{port}" || $"{p.ContainerPort}" == $"{port}");

    /// <summary>The files that a volume brings, as path and where each comes from; null = it brings none.</summary>
    public IEnumerable<(string Path, string From, string Key)> Files(string volume, Manifests manifests)
    {
        V1Volume? found = Pod.Volumes.FirstOrDefault(v => v.Name == volume);
        IEnumerable<(string Name, IList<V1KeyToPath>? Items)> sources = [
            .. found?.Secret is { } secret ? [(secret.SecretName, secret.Items)] : Array.Empty<(string, IList<V1KeyToPath>?)>(),
            .. found?.ConfigMap is { } map ? [(map.Name, map.Items)] : Array.Empty<(string, IList<V1KeyToPath>?)>(),
            .. (found?.Projected?.Sources ?? []).Select(s => (s.Secret.Name, s.Secret.Items)),
        ];
        return sources.SelectMany(s => s.Items is null ? (manifests.Data(s.Name)?.Keys ?? []).Select(k => (k, s.Name, k)) : s.Items.Select(i => (i.Path, s.Name, i.Key)));
    }
}
