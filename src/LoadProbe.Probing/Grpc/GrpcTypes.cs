using System.Runtime.CompilerServices;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace LoadProbe.Probing;

/// <summary>
/// The method that a step calls: looked up once, however many customers take the step, and asked of the target where no file
/// says it. A failure is not kept: the next customer tries again.
/// </summary>
internal sealed class GrpcTypes
{
    private static readonly ConditionalWeakTable<GrpcStep, GrpcTypes> All = [];

    private readonly SemaphoreSlim _turn = new(1);
    private volatile GrpcMethod? _method;

    /// <summary>The step's message on the wire, once it was made, when it is the same for every run.</summary>
    public byte[]? Constant { get; set; }

    public static GrpcTypes Of(GrpcStep step) => All.GetOrCreateValue(step);

    public async ValueTask<(GrpcMethod? Method, Fault? Fault)> MethodAsync(GrpcStep step, Target target, HttpConnections connections, TimeProvider time, Deadline deadline)
    {
        if (_method is { } known) return (known, null);
        try
        {
            await _turn.WaitAsync(deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e)
        {
            return (null, Fault.Of(e, DialStage.Wait, deadline));
        }

        try
        {
            if (_method is { } found) return (found, null);
            (IReadOnlyList<FileDescriptor> files, Fault? fault) = step.Descriptors is { } set ? Linked(set) : await new GrpcReflection(target, connections, time).AskAsync(step.Service, deadline).ConfigureAwait(false);
            if (fault is not null) return (null, fault);
            _method = GrpcMethod.Find(files, step, step.Descriptors?.File ?? "what the target tells", out string lack);
            return (_method, _method is null ? new Fault(Outcome.AgentFault, lack) : null);
        }
        finally
        {
            _turn.Release();
        }
    }

    private static (IReadOnlyList<FileDescriptor>, Fault?) Linked(DescriptorSet set)
    {
        try
        {
            var files = new ProtoFiles();
            foreach (FileDescriptorProto file in FileDescriptorSet.Parser.ParseFrom(set.Bytes.Span).File) files.Add(file);
            if (files.Missing is { } missing) return ([], new Fault(Outcome.AgentFault, $"{set.File} imports {missing}, which is not in it: compile it with --include_imports"));
            return (files.Link(), null);
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or InvalidDataException or DescriptorValidationException or ArgumentException)
        {
            return ([], new Fault(Outcome.AgentFault, $"{set.File} is no descriptor set: {e.Message}"));
        }
    }
}
