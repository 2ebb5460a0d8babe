using Google.Protobuf.Reflection;

namespace LoadProbe.Probing;

/// <summary>A method that can be called: what it takes and what it gives.</summary>
internal sealed record GrpcMethod(MessageDescriptor Input, MessageDescriptor Output, bool Streams)
{
    /// <summary>Finds a method among files; else says in a line what is lacking.</summary>
    public static GrpcMethod? Find(IEnumerable<FileDescriptor> files, GrpcStep step, string where, out string fault)
    {
        ServiceDescriptor[] services = [.. files.SelectMany(f => f.Services)];
        fault = "";
        if (services.FirstOrDefault(s => s.FullName == step.Service) is not { } service)
        {
            fault = $"service {step.Service} is not in {where}: there are {Listed(services.Select(s => s.FullName))}";
            return null;
        }

        if (service.Methods.FirstOrDefault(m => m.Name == step.Method) is not { } method)
        {
            fault = $"service {step.Service} of {where} has no method {step.Method}: it has {Listed(service.Methods.Select(m => m.Name))}";
            return null;
        }

        if (!method.IsClientStreaming) return new GrpcMethod(method.InputType, method.OutputType, method.IsServerStreaming);
        fault = $"{step.Service}/{step.Method} takes a stream of messages: such methods cannot be called yet";
        return null;
    }

    private static string Listed(IEnumerable<string> names)
    {
        string[] all = [.. names.Take(21)];
        return all.Length == 0 ? "none" : string.Join(", ", all.Take(20)) + (all.Length > 20 ? ", …" : "");
    }
}
