namespace LoadProbe.Core;

/// <summary>A blackbox_exporter's configuration file.</summary>
/// <param name="Modules">In the order of the file; no two have the same name.</param>
public sealed record BlackboxModules(IReadOnlyList<BlackboxModule> Modules)
{
    /// <summary>The module of a name; null when there is none.</summary>
    public BlackboxModule? Find(string name) => Modules.FirstOrDefault(m => m.Name == name);
}
